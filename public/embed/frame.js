// The console inside a partner's page: meets the element that frames it, keeps its token in memory, and asks for the next.

/** The page around us says soon that it is one of a partner's, or is none. */
const PATIENCE_MS = 10_000;

/** What the console calls. Only `sign` ever sees the token. */
export function embedded() {
  let port;
  let origin = "";
  let token;
  let isFresh = false;
  const waiting = [];
  const answer = (isThere) => waiting.splice(0).forEach((resolve) => resolve(isThere));

  // Our policy says who may frame us; here the frame around us is told from those beside us. It is heard once.
  addEventListener("message", function hear(event) {
    if (event.source !== parent || event.data !== "bulkhead:host" || !event.ports[0]) return;
    removeEventListener("message", hear);
    origin = event.origin;
    port = event.ports[0];
    port.onmessage = ({ data }) => {
      if ("theme" in data) document.documentElement.style.colorScheme = data.theme ?? "";
      if (!data.token) return;
      token = data.token;
      isFresh = true;
      answer(true);
    };
  });
  document.documentElement.classList.add("embedded");
  // It tells nothing but that we are here.
  if (parent !== self) parent.postMessage("bulkhead:frame", "*");

  return {
    partner: new URLSearchParams(location.search).get("partner") ?? "",

    /** A token that has not been used yet, once there is one; false where nobody is there to give it. */
    meet() {
      if (isFresh || parent === self) return Promise.resolve(isFresh);
      port?.postMessage("ask");
      if (!port) setTimeout(() => port || answer(false), PATIENCE_MS);
      return new Promise((resolve) => waiting.push(resolve));
    },

    /** Makes a request ours: by token, on the page that it was given to, and without a cookie. */
    sign(request) {
      isFresh = false;
      request.credentials = "omit";
      request.headers.set("authorization", `Bearer ${token}`);
      request.headers.set("x-embed-origin", origin);
    },
  };
}
