// The integrity of every chunk, asked for with the first one: in this script it would be a fiftieth of a first visit.
let seals;
async function sealed(chunk) {
  seals ??= fetch(new URL("./seals.json", import.meta.url), { integrity: "INTEGRITY" }).then((answer) => answer.json());
  const all = await seals.catch((error) => {
    seals = undefined;
    throw error;
  });
  return fetch(new URL(`./${chunk}.wasm`, import.meta.url), { integrity: all[chunk] });
}
