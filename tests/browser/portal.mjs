// A partner's portal in one file: a page that embeds a view, and a server of its own that asks for the tokens.
// `node tests/browser/portal.mjs` is the demo's Northgate Portal, at http://127.0.0.1:8090.
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Settings
 * @property {string} console where Bulkhead is
 * @property {string} partner
 * @property {string} key stays on the portal's server
 * @property {string} client
 * @property {string} [view]
 * @property {number} [lasts_s]
 * @property {string} [beside] markup that stands beside the view
 */

/** The page's own script: the token comes from the portal's server, by whatever session the portal has with its user. */
const script = `
  const view = document.querySelector("bulkhead-console");
  window.errors = [];
  view.addEventListener("error", ({ message }) => errors.push(message));
  view.fetchToken = async () => {
    const answer = await fetch("/token", { method: "POST" });
    if (!answer.ok) throw new Error("the portal has no token: " + answer.status);
    return answer.json();
  };`;

/** @param {Settings} settings */
const page = ({ console, partner, client, view = "queue", beside = "" }) => `<!doctype html>
<html lang="en">
  <title>Northgate Portal</title>
  <h1>Northgate Portal</h1>
  <bulkhead-console partner="${partner}" view="${view}" client="${client}" title="Security incidents"></bulkhead-console>
  ${beside}
  <script src="/portal.js"></script>
  <script src="${console}/embed/v1.js"></script>
</html>`;

/** Asks Bulkhead for a session of whoever is signed in at the portal.
 * @param {Settings} settings @param {string} origin */
async function openSession({ console, key, client, view = "queue", lasts_s }, origin) {
  const answer = await fetch(`${console}/api/v1/embed/sessions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      external_user: { id: "4711", name: "Ines Duarte" },
      profile: "harbor-manager",
      clients: [client],
      views: [view],
      origin,
      ...(lasts_s ? { lasts_s } : {}),
    }),
  });
  return { status: answer.status, body: await answer.text() };
}

/** Starts a portal; without a port of its own, on any that is free.
 * @param {Settings} settings */
export async function startPortal(settings, port = 0) {
  let origin = "";
  const portal = { settings, tokens: 0, origin, stop: () => server.close() };
  const server = createServer(async (request, response) => {
    const answer = (/** @type {string} */ type, /** @type {string} */ body, status = 200) => {
      response.writeHead(status, {
        "Content-Type": type,
        // As strict as a portal can be: it names us twice, and isolates itself.
        "Content-Security-Policy": `default-src 'none'; script-src 'self' ${portal.settings.console}; connect-src 'self'; frame-src http:`,
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": "no-store",
      });
      response.end(body);
    };
    if (request.url === "/portal.js") return answer("text/javascript", script);
    if (request.url === "/token" && request.method === "POST") {
      const session = await openSession(portal.settings, origin);
      portal.tokens += 1;
      return answer("application/json", session.body, session.status === 201 ? 200 : 502);
    }
    if (request.url === "/") return answer("text/html; charset=utf-8", page(portal.settings));
    answer("text/plain", "", 404);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the portal has no port");
  portal.origin = origin = `http://127.0.0.1:${address.port}`;
  return portal;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const demo = { console: process.argv[2] ?? "http://localhost:8080", partner: "northgate", key: "bpk_bulkhead-demo", client: "harbor" };
  console.log(`Northgate Portal is at ${(await startPortal(demo, 8090)).origin}`);
}
