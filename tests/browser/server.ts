// The release server: started on a port of its own, ready when it says so, stopped at the end.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { cp, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { type IdProvider, clientId, clientSecret } from "./id_provider.ts";

export const root = path.resolve(import.meta.dirname, "../..");
export const targetFolder = path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
const program = path.join(targetFolder, "release/tenant-api");

/** The seeded demo database that every worker copies. */
export const template = path.join(targetFolder, "browser/template/bulkhead.db");

export class Server {
  private constructor(
    readonly address: string,
    readonly file: string,
    private readonly process: ChildProcess,
    private readonly log: string[],
  ) {}

  /** Starts on a database file, which is made where it is missing. */
  static async start(file: string, ...flags: string[]): Promise<Server> {
    const port = await freePort();
    const address = `http://localhost:${port}`;
    const child = spawn(
      program,
      ["serve", "--listen", `127.0.0.1:${port}`, "--public-url", address, "--ui-dir", "dist", "--database", `sqlite:${file}`, ...flags],
      { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
    );
    const log: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => log.push(String(text)));
    const server = new Server(address, file, child, log);
    // The demo's alone takes a minute where the disk is slow and shared.
    await server.ready(300_000);
    return server;
  }

  /** A server on a copy of the database's folder, so that nothing one worker changes is seen by another. */
  static async onCopy(name: string, file: string, ...flags: string[]): Promise<Server> {
    const folder = path.join(targetFolder, "browser", name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(path.dirname(folder), { recursive: true });
    await cp(path.dirname(file), folder, { recursive: true });
    return Server.start(path.join(folder, path.basename(file)), ...flags);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill("SIGTERM");
    const patience = setTimeout(() => this.process.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(patience);
  }

  private async ready(patience_ms: number): Promise<void> {
    const until = Date.now() + patience_ms;
    while (Date.now() < until && this.process.exitCode === null) {
      const answer = await fetch(`${this.address}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((wake) => setTimeout(wake, 100));
    }
    await this.stop();
    throw new Error(`the tenant API did not become ready:\n${this.log.join("")}`);
  }
}

/** Sets an organisation's own sign-in at the command line, beside the running server. */
export async function setProvider(server: Server, organisation: string, provider: IdProvider, profile: string): Promise<void> {
  const set = ["oidc", "set", "--internal", "--organisation", organisation, "--issuer", provider.issuer, "--profile", profile];
  const client = ["--client-id", clientId, "--client-secret", clientSecret, "--database", `sqlite:${server.file}`];
  await promisify(execFile)(program, [...set, ...client], { cwd: root });
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  if (!address || typeof address === "string") throw new Error("no free port");
  return address.port;
}
