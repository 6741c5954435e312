// Live changes: one stream for all pages of a browser, shared by whoever reads it. In JavaScript it weighs 1.5 kB in brotli;
// reading alone, without sharing, weighed as much in the main module.
//
// The pages of one session name a lock and a channel by it, so nothing is left to hear for whoever signs in next. Whoever has the
// lock leads: it reads `/all/events` and passes everything on. A leader that goes loses the lock to the next page, which goes
// on after the last id that it heard. One that the browser has frozen still holds it: it does not answer, and is robbed.
// Each page takes a change once, by its id, and knows by the id before it whether one is missing.

/** What the console is told, each with what belongs to it: since when (ms), or an event's data. */
const [CONNECTING, LIVE, STALE, ABSENT, RESYNC, EVENT, SIGNED_OUT, ASK_WHO] = Array(8).keys();

/** A heartbeat comes every 15 s; two missed ones and the stream counts as dead. */
const SILENCE_MS = 35_000;
/** How often a page that is looked at makes sure that somebody leads, and how long it waits for the answer. */
const ASK_EVERY_MS = 3_000;
const ANSWER_MS = 2_500;
/** How many ids are known again. */
const SEEN_MAX = 4_096;
/** How much waits for a page that nobody looks at, before it is told to read everything anew instead. */
const HELD_MAX = 2_048;

/** Frames out of text that is cut anywhere (WHATWG HTML, "Server-sent events"); those with an id alone are frames, too. */
export function frameReader(take) {
  let rest = "";
  let frame = {};
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const [, name, value] = line.match(/^([^:\r]*)(?:: ?)?(.*?)\r?$/s);
      if (name === "data") frame.data = "data" in frame ? `${frame.data}\n${value}` : value;
      else if (name) frame[name] = value;
      else if (!line.trim()) {
        if (frame.id || frame.data) take(frame);
        frame = {};
      }
    }
  };
}

/** How long to wait before the next attempt, doubling up to a quarter of a minute. */
export const backoffMs = (failures) => 1_000 * 2 ** (Math.min(failures, 5) - 1);

/** Follows changes until it is ended; `before` is what was followed in its place. */
function follow(path, sharedAs, seeAs, before, tell) {
  const name = sharedAs && navigator.locks && globalThis.BroadcastChannel ? `bulkhead ${sharedAs}` : undefined;
  const channel = name && new BroadcastChannel(name);
  const address = `/api/v1${name ? "/all" : path}/events`;
  const life = new AbortController();
  const seen = before?.address === address ? before.seen : new Set();
  const self = { address, seen, last: before?.address === address ? before.last : undefined, state: [CONNECTING], end };
  let leading = false;
  let standing;
  let asking;
  let heardAt = 0;

  function end() {
    life.abort();
    standing?.abort();
    clearTimeout(asking);
    channel?.close();
    self.isOver = true;
  }

  const post = (message) => self.isOver || channel?.postMessage(message);

  function become(...state) {
    if (`${state}` === `${self.state}`) return;
    // Without an id nobody can say what was missed until now.
    if (state[0] === LIVE && self.state[0] === STALE && !self.last) tell([RESYNC]);
    self.state = state;
    tell(state);
    if (leading) post({ state, last: self.last });
  }

  const growStale = () => self.state[0] === STALE || become(STALE, Date.now());

  function remember(id) {
    self.last = id;
    seen.add(id);
    if (seen.size > SEEN_MAX) seen.delete(seen.values().next().value);
  }

  function take({ after, id, event, data }) {
    const isAnew = event === "resync";
    if (!isAnew && seen.has(id)) return;
    if (isAnew || (self.last && after !== self.last)) tell([RESYNC]);
    if (isAnew) self.last = undefined;
    if (id) remember(id);
    if (data && !isAnew) tell([EVENT, data]);
  }

  /** One connection, from request to cut. Answers how long to wait for the next one, where the tenant API says so. */
  async function read(signal, connected) {
    const cut = new AbortController();
    const hangUp = () => cut.abort();
    let silence = setTimeout(hangUp, SILENCE_MS);
    signal.addEventListener("abort", hangUp);
    try {
      const headers = new Headers({ accept: "text/event-stream" });
      if (self.last) headers.set("last-event-id", self.last);
      if (seeAs) headers.set("x-see-as", seeAs);
      const request = { headers, signal: cut.signal };
      globalThis.bulkheadFrame?.sign(request);
      const answer = await fetch(address, request);
      const { status } = answer;
      if (status === 429) return 1_000 * (Number(answer.headers.get("retry-after")) || 5);
      // Anything else than our own refusal may be a proxy's page.
      const refused = { 401: SIGNED_OUT, 403: ABSENT, 404: ABSENT }[status];
      if (refused && /json/.test(answer.headers.get("content-type"))) {
        growStale();
        end();
        return tell([refused]);
      }
      if (status !== 200 || !/event-stream/.test(answer.headers.get("content-type"))) return;
      // Another user, or other rights, since the console read who is signed in.
      if (sharedAs && answer.headers.get("x-shared-as") !== sharedAs) return tell([ASK_WHO]);
      connected();
      become(LIVE);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let frames = [];
      const parse = frameReader((frame) => {
        frames.push({ ...frame, after: self.last });
        take(frames.at(-1));
      });
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(hangUp, SILENCE_MS);
        parse(value);
        if (frames.length) post({ frames });
        frames = [];
      }
    } finally {
      clearTimeout(silence);
      signal.removeEventListener("abort", hangUp);
      hangUp();
    }
  }

  async function lead(signal) {
    leading = true;
    for (let failures = 0; !signal.aborted; ) {
      let isCut = false;
      // Whatever the browser throws is a cut.
      const wait = await read(signal, () => (isCut = true)).catch(() => {});
      if (signal.aborted) break;
      failures = isCut ? 1 : failures + 1;
      // Streams end when rights change.
      if (isCut) tell([ASK_WHO]);
      growStale();
      await new Promise((wake) => {
        const timer = setTimeout(wake, wait ?? backoffMs(failures));
        signal.addEventListener("abort", () => wake(clearTimeout(timer)), { once: true });
      });
    }
    leading = false;
  }

  /** Stands in line for the lead, or takes it. */
  function stand(options) {
    leading = false;
    standing?.abort();
    const mine = (standing = new AbortController());
    navigator.locks
      .request(name, options ?? { signal: mine.signal }, () => self.isOver || lead(mine.signal))
      // Given up before its turn, or robbed.
      .catch(() => {})
      .then(() => {
        mine.abort();
        if (mine === standing && !self.isOver) stand();
      });
    ask();
  }

  function ask() {
    const isFollowing = () => !self.isOver && !leading && !document.hidden;
    clearTimeout(asking);
    if (!isFollowing()) return;
    const askedAt = Date.now();
    post({ ask: true });
    asking = setTimeout(() => {
      if (!isFollowing()) return;
      if (heardAt < askedAt) return stand({ steal: true });
      asking = setTimeout(ask, ASK_EVERY_MS);
    }, ANSWER_MS);
  }

  if (!name) {
    standing = new AbortController();
    lead(standing.signal);
    return self;
  }
  channel.onmessage = ({ data: { ask, state, last, frames } }) => {
    // A page that nobody looks at has a slow clock, and whoever asks is in line.
    if (ask && leading && document.hidden && self.state[0] === STALE) return stand();
    if (ask) return leading && post({ state: self.state, last: self.last });
    if (leading) return;
    heardAt = Date.now();
    if (state) become(...state);
    if (last && !seen.has(last)) {
      if (self.last) tell([RESYNC]);
      remember(last);
    }
    frames?.forEach(take);
  };
  document.addEventListener("visibilitychange", ask, { signal: life.signal });
  // Chromium says so before it stops a page's clock.
  document.addEventListener("freeze", () => leading && stand(), { signal: life.signal });
  stand();
  return self;
}

/** What the console calls. */
export function live() {
  let following;
  let of;
  let held = [];
  let waiting;
  let due;

  function flush() {
    if (!waiting || !held.length) return;
    waiting(held);
    waiting = undefined;
    held = [];
  }

  const isUrgent = ([what]) => what !== EVENT && what !== RESYNC;

  // Changes at most once a frame: a page that nobody looks at has none, and works through what was held when it is looked at.
  const soon = () =>
    (due ??= requestAnimationFrame(() => {
      due = undefined;
      flush();
    }));

  function tell(told) {
    held.push(told);
    if (held.length > HELD_MAX) held = [...held.filter(isUrgent), [RESYNC]];
    if (isUrgent(told)) flush();
    else soon();
  }

  return {
    /** What comes next: a list, as soon as there is something. `isNew` asks for how things stand, and for nothing of before. */
    next(path, sharedAs, seeAs, isNew) {
      const asked = [sharedAs ?? path, seeAs].join();
      if (!following || following.isOver || of !== asked) {
        following?.end();
        of = asked;
        held = [];
        following = follow(path, sharedAs, seeAs, following, tell);
        held.unshift(following.state);
      } else if (isNew) held = [following.state];
      const next = new Promise((resolve) => (waiting = resolve));
      if (held.some(isUrgent)) flush();
      else if (held.length) soon();
      return next;
    },
  };
}
