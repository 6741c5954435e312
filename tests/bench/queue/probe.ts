// What watches inside the page. It does nothing until it is asked, but for noting long tasks and where memory is.

/** Of all frames those over 32 ms and the longest; of the rows that were drawn in them the share that still lacked what to show. */
export type Frames = { all: number; slow: number; longest_ms: number; lacking: number };

export type Probe = {
  /** When an element that fits was first painted, from the next frame on, in milliseconds of the page's own clock. */
  painted: (selector: string) => Promise<number>;
  /** The lengths of all tasks over 50 ms until now. */
  longTasks: number[];
  /** Looks for an element of each from the next key on. */
  fromKey: (selectors: string[]) => void;
  /** How long each took, in milliseconds from the key. */
  took: Promise<number[]>;
  beginFrames: () => void;
  endFrames: () => Frames;
  wasmBytes: () => number;
};

declare global {
  /** https://wicg.github.io/scheduling-apis/, which TypeScript does not know yet. */
  const scheduler: { postTask: (act: () => void, how: { priority: "user-blocking" }) => Promise<void> };
  interface Window {
    probe: Probe;
  }
}

/** Runs in the page before anything of it does; stands on nothing outside itself. */
export function install(): void {
  const SLOW_FRAME_MS = 32;
  const LOOK_EVERY_MS = 150;
  let frames: Frames | undefined;
  const memories = new Set<WebAssembly.Memory>();
  const remember = ({ exports }: WebAssembly.Instance) => {
    for (const value of Object.values(exports)) if (value instanceof WebAssembly.Memory) memories.add(value);
  };
  const stream = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...given) => {
    const made = await stream(...given);
    remember(made.instance);
    return made;
  };
  window.probe = {
    painted: (selector) =>
      new Promise((resolve) => {
        // Before whatever waits for the frame; and without a MutationObserver, which would take part in all that is built.
        const look = () => {
          if (document.querySelector(selector)) resolve(performance.now());
          else requestAnimationFrame(afterFrame);
        };
        const afterFrame = () => void scheduler.postTask(look, { priority: "user-blocking" });
        requestAnimationFrame(afterFrame);
      }),
    fromKey(selectors) {
      const look = (timeStamp: number) => selectors.map((selector) => window.probe.painted(selector).then((at) => at - timeStamp));
      addEventListener("keydown", ({ timeStamp }) => (window.probe.took = Promise.all(look(timeStamp))), { capture: true, once: true });
    },
    took: Promise.resolve([]),
    longTasks: [],
    beginFrames() {
      const counted: Frames = { all: 0, slow: 0, longest_ms: 0, lacking: 0 };
      // Of rows (ours, React's) or of their titles (AG Grid's). Counting elements lays nothing out.
      const lacking = [document.getElementsByClassName("row--lacking"), document.getElementsByClassName("row__link--lacking")];
      const titles = document.getElementsByClassName("row__link");
      let [before, looks, looked_ms] = [0, 0, 0];
      frames = counted;
      const count = (now_ms: number) => {
        if (frames !== counted) return;
        if (before) {
          counted.all++;
          counted.slow += now_ms - before > SLOW_FRAME_MS ? 1 : 0;
          counted.longest_ms = Math.max(counted.longest_ms, now_ms - before);
          if (now_ms - looked_ms > LOOK_EVERY_MS && titles.length) {
            looked_ms = now_ms;
            const share = lacking.reduce((sum, { length }) => sum + length, 0) / titles.length;
            counted.lacking += (share - counted.lacking) / ++looks;
          }
        }
        before = now_ms;
        requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
    },
    endFrames() {
      const counted = frames ?? { all: 0, slow: 0, longest_ms: 0, lacking: 0 };
      frames = undefined;
      return counted;
    },
    wasmBytes: () => [...memories].reduce((bytes, memory) => bytes + memory.buffer.byteLength, 0),
  };
  new PerformanceObserver((list) => window.probe.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: "longtask",
    buffered: true,
  });
}
