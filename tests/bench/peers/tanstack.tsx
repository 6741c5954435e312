// TanStack Virtual in React, as its documentation shows a list of rows of one height.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { type ListProps, start } from "./list.tsx";
import { ROW_PX, SPARE_ROWS } from "./words.ts";

function List({ pages, length, row, reveal }: ListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: SPARE_ROWS,
  });
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => pages.look(first, last), [pages, first, last]);
  reveal.current = (place) => virtualizer.scrollToIndex(place);
  return (
    <div className="scroller" ref={scroller}>
      <div className="grid__body" role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => row(item.index, { top: item.start }))}
      </div>
    </div>
  );
}

start(List);
