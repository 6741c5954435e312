// What the two React lists share: a row, the headings, the row at hand, what is selected, and the time.
import { type CSSProperties, type KeyboardEvent, memo, useEffect, useReducer, useRef, useState, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { Pages } from "./pages.ts";
import type { Row } from "./source.ts";
import { ageOf, breachOf, COLUMNS, hrefOf, initialsOf, isDone, type Level, levelOf, marksOf, numberOf, sparksOf, statusOf, TICK_MS } from "./words.ts";

export type ListProps = {
  pages: Pages;
  length: number;
  /** Draws the row of a place. */
  row: (place: number, style?: CSSProperties) => React.ReactElement;
  /** Is given what brings a place into sight. */
  reveal: { current: (place: number) => void };
};

const Shape = ({ of }: { of: Level }) => (
  <span className={of.className}>
    <svg viewBox="0 0 14 14" aria-hidden="true">
      <path d={of.shape} />
    </svg>
    <span>{of.word}</span>
  </span>
);

function Cells({ row, now_ms }: { row: Row; now_ms: number }) {
  const [statusClass, status] = statusOf(row);
  const sparks = sparksOf(row.alerts_per_hour);
  const breach = breachOf(row, now_ms);
  return (
    <>
      <div className="cell-priority" role="gridcell"><Shape of={levelOf(row.priority)} /></div>
      <div className="cell-severity" role="gridcell"><Shape of={levelOf(row.severity)} /></div>
      <div className="cell-whose" role="gridcell">
        <span className="chip" style={{ "--client": row.client.colour } as CSSProperties}>
          <i aria-hidden="true" />
          <b>{row.client.code}</b>
          <span>{row.client.name}</span>
        </span>
      </div>
      <div className="cell-what" role="gridcell">
        <a className="row__link" href={hrefOf(row)} tabIndex={-1}>{row.title}</a>
        <i className="row__unread" aria-hidden="true" />
        <span className="only-heard">unread</span>
        {marksOf(row).map(([className, text], index) => <small key={index} className={className}>{text}</small>)}
      </div>
      <div className="cell-status" role="gridcell"><span className={statusClass}>{status}</span></div>
      <div className="cell-assignee" role="gridcell">
        <span className={row.assignee ? "person" : "person person--none"}>
          <i aria-hidden="true">{row.assignee && initialsOf(row.assignee.name)}</i>
          <span className="person__name">{row.assignee?.name ?? "Nobody"}</span>
        </span>
      </div>
      <div className="cell-alerts number" role="gridcell">
        <span className="row__alerts">
          <svg className="sparkline" viewBox={sparks.viewBox} preserveAspectRatio="none" aria-hidden="true"><path d={sparks.path} /></svg>
          <span>{numberOf(row.alerts_count)}</span>
        </span>
      </div>
      <div className="cell-age number row__age" role="gridcell"><time dateTime={row.created_at}>{ageOf(row, now_ms)}</time></div>
      <div className="cell-breach" role="gridcell">
        <span className={breach.className}>
          <span>{breach.text}</span>
          <i aria-hidden="true" style={{ "--left": breach.left } as CSSProperties} />
        </span>
      </div>
    </>
  );
}

type RowProps = {
  row: Row | undefined;
  place: number;
  top_px: number | undefined;
  isAt: boolean;
  isChosen: boolean;
  now_ms: number;
  choose: (key: string) => void;
};

const RowLine = memo(function RowLine({ row, place, top_px, isAt, isChosen, now_ms, choose }: RowProps) {
  const states = [isAt && "row--at", row?.unread && "row--unread", row && isDone(row) && "row--done", isChosen && "row--chosen", !row && "row--lacking"];
  const transform = top_px === undefined ? undefined : `translateY(${top_px}px)`;
  return (
    <div className={["row", ...states].filter(Boolean).join(" ")} role="row" aria-rowindex={place + 2} aria-selected={isChosen} style={{ transform }}>
      <div className="cell-choice" role="gridcell">
        <input type="checkbox" checked={isChosen} tabIndex={-1} aria-label={`Select ${row?.key ?? ""}`} onChange={() => row && choose(row.key)} />
      </div>
      {row ? <Cells row={row} now_ms={now_ms} /> : <Lacking />}
    </div>
  );
});

/** A place whose row is on its way: a grey line under the title's heading. */
const Lacking = () => (
  <>
    <div />
    <div />
    <div />
    <div className="cell-what" role="gridcell"><a className="row__link">Loading</a></div>
  </>
);

function useNow(): number {
  const [now_ms, setNow] = useState(Date.now);
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(ticking);
  }, []);
  return now_ms;
}

const toggled = (chosen: ReadonlySet<string>, key: string): ReadonlySet<string> => {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return next;
};

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + 18,
  PageUp: (at) => at - 18,
  Home: () => 0,
  End: (_, last) => last,
};

/** The page: `List` puts the rows where they stand. */
function Queue({ pages, List }: { pages: Pages; List: (props: ListProps) => React.ReactElement }) {
  useSyncExternalStore(pages.subscribe, pages.version);
  const [at, setAt] = useState(-1);
  const [chosen, choose] = useReducer(toggled, new Set<string>());
  const now_ms = useNow();
  const reveal = useRef((_place: number) => {});
  const { length } = pages;
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step) {
      const place = Math.max(0, Math.min(length - 1, step(at, length - 1)));
      setAt(place);
      reveal.current(place);
    } else if (event.key === "x") {
      const row = pages.row(at);
      if (row) choose(row.key);
    } else {
      return;
    }
    event.preventDefault();
  };
  const row = (place: number, style?: CSSProperties) => {
    const its = pages.row(place);
    const top_px = style?.top as number | undefined;
    const isChosen = its !== undefined && chosen.has(its.key);
    return <RowLine key={place} row={its} place={place} top_px={top_px} isAt={place === at} isChosen={isChosen} now_ms={now_ms} choose={choose} />;
  };
  return (
    <>
      <h1>Queue</h1>
      <div className="grid grid--choice" role="grid" aria-label="Incidents" aria-rowcount={length + 1} tabIndex={0} onKeyDown={press}>
        <div className="grid__head" role="rowgroup">
          <div role="row" aria-rowindex={1}>
            {COLUMNS.map(([className, heading]) => <div key={className} className={className} role="columnheader">{heading}</div>)}
          </div>
        </div>
        {length > 0 && <List pages={pages} length={length} row={row} reveal={reveal} />}
      </div>
    </>
  );
}

/** Starts the page. */
export function start(List: (props: ListProps) => React.ReactElement): void {
  const place = document.getElementById("page");
  if (place) createRoot(place).render(<Queue pages={new Pages()} List={List} />);
}
