// One origin for all: the peers' files under /peers/, and before everything else the tenant API with the console.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { targetFolder } from "../../browser/server.ts";

const peers = path.join(targetFolder, "bench/peers");
const TYPES: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };
/** Isolated as the console is, so that both may be asked for their memory. */
const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

export class Front {
  /** Pages of the queue that were asked for. */
  pages = 0;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server: Server;
  origin = "";

  private constructor(private readonly api: URL) {
    this.server = createServer((asked, answer) => {
      if (/\/queue\?/.test(asked.url ?? "")) this.pages++;
      if (asked.url?.startsWith("/peers/")) void file(asked.url, answer);
      else this.pass(asked, answer);
    });
  }

  /** Opens a front before a tenant API, on a port of its own. */
  static async before(api: string): Promise<Front> {
    const front = new Front(new URL(api));
    front.server.listen(0, "127.0.0.1");
    await once(front.server, "listening");
    const address = front.server.address();
    if (!address || typeof address === "string") throw new Error("the front has no port");
    front.origin = `http://localhost:${address.port}`;
    return front;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
    this.agent.destroy();
  }

  private pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { hostname, port } = this.api;
    const options = { hostname, port, agent: this.agent, method: asked.method, path: asked.url, headers: asked.headers };
    const passed = request(options, (came) => {
      answer.writeHead(came.statusCode ?? 502, came.rawHeaders);
      // Events travel one by one.
      answer.flushHeaders();
      came.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  }
}

async function file(url: string, answer: ServerResponse): Promise<void> {
  const name = path.basename(url.split("?")[0] ?? "");
  const contents = await readFile(path.join(peers, `${name}.br`)).catch(() => undefined);
  const headers = { "Content-Type": TYPES[path.extname(name)] ?? "", "Content-Encoding": "br", "Cache-Control": "no-store", ...ISOLATED };
  if (contents) answer.writeHead(200, { ...headers, "Content-Length": contents.length }).end(contents);
  else answer.writeHead(404).end();
}
