// AG Grid Community with its infinite row model, as its documentation shows it: rows in blocks from a data source.
import {
  CellStyleModule,
  type ColDef,
  createGrid,
  type GridApi,
  type ICellRendererComp,
  type ICellRendererParams,
  InfiniteRowModelModule,
  ModuleRegistry,
  RenderApiModule,
  RowSelectionModule,
  RowStyleModule,
  themeQuartz,
} from "ag-grid-community";
import { PAGE_ROWS, PAGES_MAX, type Row, Source } from "./source.ts";
import {
  ageOf, breachOf, COLUMNS, hrefOf, initialsOf, isDone, type Level, levelOf, marksOf, numberOf, ROW_PX, SPARE_ROWS, sparksOf, statusOf, TICK_MS,
} from "./words.ts";

ModuleRegistry.registerModules([InfiniteRowModelModule, RowSelectionModule, CellStyleModule, RowStyleModule, RenderApiModule]);

const SVG = "http://www.w3.org/2000/svg";

function element(name: string, className: string, ...inside: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

function drawing(className: string, viewBox: string, path: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const shape = document.createElementNS(SVG, "path");
  if (className) svg.setAttribute("class", className);
  svg.setAttribute("viewBox", viewBox);
  svg.setAttribute("aria-hidden", "true");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

const level = ({ className, shape, word }: Level) => element("span", className, drawing("", "0 0 14 14", shape), element("span", "", word));

function chip({ client }: Row): HTMLElement {
  const bar = element("i", "");
  const chip = element("span", "chip", bar, element("b", "", client.code), element("span", "", client.name));
  chip.style.setProperty("--client", client.colour);
  return chip;
}

function title(row: Row): (Node | string)[] {
  const link = element("a", "row__link", row.title) as HTMLAnchorElement;
  link.href = hrefOf(row);
  link.tabIndex = -1;
  const marks = marksOf(row).map(([className, text]) => element("small", className, text));
  return [link, element("i", "row__unread"), element("span", "only-heard", "unread"), ...marks];
}

function person({ assignee }: Row): HTMLElement {
  const name = element("span", "person__name", assignee?.name ?? "Nobody");
  return assignee ? element("span", "person", element("i", "", initialsOf(assignee.name)), name) : element("span", "person person--none", name);
}

function alerts(row: Row): HTMLElement {
  const { viewBox, path } = sparksOf(row.alerts_per_hour);
  const bars = drawing("sparkline", viewBox, path);
  bars.setAttribute("preserveAspectRatio", "none");
  return element("span", "row__alerts", bars, element("span", "", numberOf(row.alerts_count)));
}

function breach(row: Row): HTMLElement {
  const { className, text, left } = breachOf(row, Date.now());
  const bar = element("i", "");
  bar.style.setProperty("--left", left);
  return element("span", className, element("span", "", text), bar);
}

const loading = () => element("a", "row__link row__link--lacking", "Loading");

/** A cell's renderer, from what draws it. */
const drawn = (draw: (row: Row) => (Node | string)[], lacking: () => Node[] = () => []) =>
  class implements ICellRendererComp<Row> {
    private readonly root = element("div", "cell");

    init(params: ICellRendererParams<Row>): void {
      this.refresh(params);
    }

    getGui(): HTMLElement {
      return this.root;
    }

    refresh({ data }: ICellRendererParams<Row>): boolean {
      this.root.replaceChildren(...(data ? draw(data) : lacking()));
      return true;
    }
  };

const renderers: Record<string, ReturnType<typeof drawn>> = {
  Priority: drawn((row) => [level(levelOf(row.priority))]),
  Severity: drawn((row) => [level(levelOf(row.severity))]),
  Client: drawn((row) => [chip(row)]),
  Incident: drawn(title, () => [loading()]),
  Status: drawn((row) => [element("span", ...statusOf(row))]),
  Assignee: drawn((row) => [person(row)]),
  Alerts: drawn((row) => [alerts(row)]),
  Age: drawn((row) => [element("time", "", ageOf(row, Date.now()))]),
  "Time to breach": drawn((row) => [breach(row)]),
};
// The last one also for the gutter that the grid keeps free for a scroll bar.
const widths: Record<string, number> = {
  Priority: 106, Severity: 76, Client: 186, Status: 112, Assignee: 124, Alerts: 56, Age: 70, "Time to breach": 143,
};

const columnDefs: ColDef<Row>[] = COLUMNS.filter(([, heading]) => heading).map(([className, heading]) => ({
  colId: heading,
  headerName: heading,
  cellClass: className.split(" "),
  headerClass: className.includes("number") ? "number" : "",
  cellRenderer: renderers[heading],
  ...(widths[heading] ? { width: widths[heading] } : { flex: 1 }),
}));

const source = new Source();
let counted: number | undefined;

const place = document.getElementById("page");
if (!place) throw new Error("the page has no place for the grid");
const box = element("div", "rows rows--ag");
place.append(element("h1", "", "Queue"), box);
const grid: GridApi<Row> = createGrid<Row>(box, {
  columnDefs,
  defaultColDef: { sortable: false, resizable: false, suppressMovable: true },
  theme: themeQuartz.withParams({ rowHeight: ROW_PX, headerHeight: 34, fontSize: 13, headerFontSize: 12, cellHorizontalPadding: 7, wrapperBorderRadius: 10 }),
  getRowId: ({ data }) => data.key,
  rowSelection: { mode: "multiRow", headerCheckbox: false, enableClickSelection: false },
  selectionColumnDef: { width: 34 },
  rowClassRules: { "row--unread": ({ data }) => data?.unread ?? false, "row--done": ({ data }) => data !== undefined && isDone(data) },
  rowBuffer: SPARE_ROWS,
  rowModelType: "infinite",
  cacheBlockSize: PAGE_ROWS,
  maxBlocksInCache: PAGES_MAX,
  maxConcurrentDatasourceRequests: 1,
  infiniteInitialRowCount: PAGE_ROWS,
  datasource: {
    getRows({ startRow, successCallback, failCallback }) {
      source.page(startRow).then((rows) => successCallback(rows, counted), failCallback);
    },
  },
});
void source.count().then((total) => {
  counted = total;
  grid.setRowCount(total, true);
});
setInterval(() => grid.refreshCells({ columns: ["Age", "Time to breach"], force: true }), TICK_MS);
