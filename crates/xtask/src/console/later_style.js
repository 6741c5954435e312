// The style of what is opened later: asked for with the first chunk, which waits for it.
let styled;
function laterStyle() {
  styled ??= new Promise((arrived, failed) => {
    const link = document.createElement("link");
    const gone = () => (link.remove(), (styled = undefined), failed(new Error("a style sheet did not arrive")));
    Object.assign(link, { rel: "stylesheet", integrity: "INTEGRITY", onload: arrived, onerror: gone });
    link.href = new URL("./later.css", import.meta.url).href;
    document.head.append(link);
  });
  return styled;
}
