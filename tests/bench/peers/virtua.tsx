// virtua in React, as its documentation shows a list whose data comes while one scrolls.
import { useCallback, useMemo, useRef } from "react";
import { VList, type VListHandle } from "virtua";
import { type ListProps, start } from "./list.tsx";
import { ROW_PX, SPARE_ROWS } from "./words.ts";

function List({ pages, length, row, reveal }: ListProps) {
  const list = useRef<VListHandle>(null);
  // It asks for as much as the list is long, and gives back one of it: each place's row is known by its index.
  const data = useMemo(() => ({ length }) as ArrayLike<undefined>, [length]);
  const look = useCallback(() => {
    const { current } = list;
    if (!current) return;
    const first = current.findItemIndex(current.scrollOffset);
    const last = current.findItemIndex(current.scrollOffset + current.viewportSize);
    pages.look(Math.max(0, first - SPARE_ROWS), Math.min(length - 1, last + SPARE_ROWS));
  }, [pages, length]);
  reveal.current = (place) => list.current?.scrollToIndex(place, { align: "nearest" });
  return (
    <VList ref={list} className="scroller scroller--virtua" data={data} itemSize={ROW_PX} bufferSize={SPARE_ROWS * ROW_PX} onScroll={look}>
      {(_, index) => row(index)}
    </VList>
  );
}

start(List);
