const near = (file) => new URL(`./${file}`, import.meta.url);

// What every part consists of, and the integrity of all that. It travels with the first of them: in here it would be a fiftieth of a first visit.
const table = makeLoad(() => async () => (await fetch(near("parts.json"), { integrity: "PARTS" })).json(), []);

// The style of what is opened later: every part waits for it.
const style = makeLoad(
  () => () =>
    new Promise((arrived, failed) => {
      const link = document.createElement("link");
      const gone = () => (link.remove(), failed(new Error("a style sheet did not arrive")));
      Object.assign(link, { rel: "stylesheet", integrity: "STYLE", onload: arrived, onerror: gone });
      link.href = near("later.css").href;
      document.head.append(link);
    }),
  [],
);

const modules = {};
const load = (name, integrity) =>
  (modules[name] ??= makeLoad(() => {
    const travelling = fetch(near(`${name}.wasm`), { integrity });
    return (imports) => WebAssembly.instantiateStreaming(travelling, imports);
  }, []))();

const part = (name) => {
  const all = async () => {
    const { parts, seals } = await table();
    await Promise.all(parts[name].map((module) => load(module, seals[module])));
  };
  return wrapAsyncCb(makeLoad(() => () => {}, [style, all]));
};

