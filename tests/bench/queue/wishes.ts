// What this run is to be, from the environment; `cargo xtask bench queue` sets it from its flags.

const number = (name: string, otherwise: number): number => {
  const said = process.env[name];
  if (said === undefined) return otherwise;
  const value = Number(said);
  if (!(value > 0)) throw new Error(`${name} is a number above 0, not ${said}`);
  return value;
};

export const PARTS = ["start", "keys", "fling", "switch", "reach", "memory", "burst"] as const;
export type Part = (typeof PARTS)[number];

function parts(): readonly Part[] {
  const said = process.env.BENCH_ONLY?.split(",");
  const unknown = said?.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new Error(`BENCH_ONLY knows ${PARTS.join(", ")}, not ${unknown}`);
  return PARTS.filter((part) => said?.includes(part) ?? true);
}

export const wishes = {
  /** Rounds in which the candidates take turns. */
  repetitions: number("BENCH_REPETITIONS", 9),
  /** How long the work lasts after which memory is looked at again. */
  minutes: number("BENCH_MINUTES", 10),
  /** How long is scrolled without a stop, in seconds. */
  fling_s: number("BENCH_FLING", 30),
  parts: parts(),
  /** A running tenant API to measure instead of the stores in target/bench, and who signs in there. */
  address: process.env.BENCH_ADDRESS,
  user: process.env.BENCH_USER ?? "bench@msp.example",
  password: process.env.BENCH_PASSWORD ?? "bulkhead-demo",
};

/** Whether a part is to be measured. */
export const has = (part: Part): boolean => wishes.parts.includes(part);

/** How much slower the page's processor is than this machine's. */
export const SLOW_DOWN = 4;
