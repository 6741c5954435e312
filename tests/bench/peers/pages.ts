// Pages of rows for lists that keep none themselves: the ones used last, read one at a time, nearest to what is looked at.
import { PAGE_ROWS, PAGES_MAX, type Row, Source } from "./source.ts";

export class Pages {
  /** By the page's number; what was used last is last. */
  private readonly pages = new Map<number, Row[]>();
  private readonly source = new Source();
  private readonly listeners = new Set<() => void>();
  private seen: [first: number, last: number] = [0, 0];
  private counted = 0;
  private isReading = false;
  private turn = 0;

  /** Begins to read. */
  constructor() {
    void this.read();
    void this.source.count().then((total) => {
      this.counted = total;
      this.tell();
    });
  }

  /** How many rows there are, as far as that is known. */
  get length(): number {
    return this.counted || (this.pages.size && PAGE_ROWS);
  }

  row(place: number): Row | undefined {
    return this.pages.get(Math.floor(place / PAGE_ROWS))?.[place % PAGE_ROWS];
  }

  /** Says which places are looked at. */
  look(first: number, last: number): void {
    this.seen = [first, last];
    void this.read();
  }

  /** Says it when something changed. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly version = (): number => this.turn;

  private async read(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    for (let number = this.lacking(); number !== undefined; number = this.lacking()) {
      this.pages.set(number, await this.source.page(number * PAGE_ROWS));
      while (this.pages.size > PAGES_MAX) this.pages.delete(this.pages.keys().next().value ?? 0);
      this.tell();
    }
    this.isReading = false;
  }

  /** The first page of what is looked at that is not here; those that are are used now. */
  private lacking(): number | undefined {
    const [first, last] = this.seen.map((place) => Math.floor(place / PAGE_ROWS)) as [number, number];
    for (let number = first; number <= last; number++) {
      const page = this.pages.get(number);
      if (!page) return number;
      this.pages.delete(number);
      this.pages.set(number, page);
    }
    return undefined;
  }

  private tell(): void {
    this.turn++;
    for (const listener of this.listeners) listener();
  }
}
