// The rows of the API: any page of a list of any length, by cursors, and by marks where none leads there yet.

export type Row = {
  key: string;
  client: { id: string; code: string; name: string; colour: string };
  title: string;
  techniques: string[];
  status: string;
  severity: string;
  priority: string;
  disposition: string;
  asset_class: string;
  alerts_count: number;
  alerts_per_hour: number[];
  history: { count_30d: number; false_positives_30d: number };
  assignee: { id: string; name: string } | null;
  created_at: string;
  breach_at: string | null;
  paused: boolean;
  unread: boolean;
};

type List = { items: Row[]; next_cursor: string | null };
type Marks = { total: number; marks: { index: number; cursor: string }[] };

/** Rows of a page, and of a block of AG Grid's. */
export const PAGE_ROWS = 100;
/** Pages that are kept. */
export const PAGES_MAX = 24;
/** Further than this from the last cursor, marks are asked for. */
const WALK_ROWS = 300;
const LIMIT_MAX = 200;
const SPAN_MAX = 1_000_000;

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`/api/v1/all/queue${path}`);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

export class Source {
  /** Cursors by the place of the row that they begin at. */
  private readonly cursors = new Map<number, string>();
  private hasMarks = false;

  /** How many rows there are. */
  async count(): Promise<number> {
    return (await get<{ total: number }>("/facets")).total;
  }

  /** The rows from `start` on, `PAGE_ROWS` of them or as many as there are. */
  async page(start: number): Promise<Row[]> {
    let from = this.before(start);
    for (let tries = 0; tries < 2 && start - from >= WALK_ROWS; tries++) {
      await this.mark(from);
      from = this.before(start);
    }
    const rows: Row[] = [];
    while (from + rows.length < start + PAGE_ROWS) {
      const place = from + rows.length;
      const cursor = this.cursors.get(place);
      const limit = Math.min(LIMIT_MAX, start + PAGE_ROWS - place);
      const list = await get<List>(`?sort=breach&limit=${limit}${cursor ? `&cursor=${cursor}` : ""}`);
      rows.push(...list.items);
      if (list.next_cursor === null) break;
      this.cursors.set(from + rows.length, list.next_cursor);
    }
    return rows.slice(start - from, start - from + PAGE_ROWS);
  }

  /** The nearest place at or before `start` that can be read from. */
  private before(start: number): number {
    let nearest = 0;
    for (const place of this.cursors.keys()) if (place <= start && place > nearest) nearest = place;
    return nearest;
  }

  /** Asks for marks: along the whole list first, then along what lies between two of them. */
  private async mark(from: number): Promise<void> {
    const after = this.hasMarks ? this.cursors.get(from) : undefined;
    let next = from + SPAN_MAX;
    for (const place of this.cursors.keys()) if (place > from && place < next) next = place;
    const span = after ? `&after=${after}&span=${next - from}` : "";
    const { marks } = await get<Marks>(`/marks?sort=breach${span}`);
    const base = after ? from : 0;
    for (const { index, cursor } of marks) if (base + index > 0) this.cursors.set(base + index, cursor);
    this.hasMarks = true;
  }
}
