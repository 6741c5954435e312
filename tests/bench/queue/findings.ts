// Findings of one client, as its collector would send them.
import type { Ground } from "./ground.ts";
import type { Visit } from "./visit.ts";

/** A client's collector. */
export class Collector {
  private sent = 0;

  private constructor(
    readonly client: string,
    private readonly address: string,
    private readonly key: string,
  ) {}

  /** Of the first client that whoever is signed in may make a key for. */
  static async of(ground: Ground, { page }: Visit): Promise<Collector> {
    const made = await page.evaluate(async () => {
      const { clients } = await (await fetch("/api/v1/session")).json();
      const client = clients.at(-1).id as string;
      const body = JSON.stringify({ name: "Bench" });
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(`/api/v1/c/${client}/ingest-keys`, { method: "POST", headers, body });
      return { client, status: answer.status, ...(await answer.json()) };
    });
    if (made.status !== 201) throw new Error(`no ingest key: ${JSON.stringify(made)}`);
    return new Collector(made.client, ground.front.origin, made.key);
  }

  /** One finding about each of these hosts, which is an alert of an incident of its own; answers the incidents' keys. */
  async send(hosts: number[]): Promise<string[]> {
    const findings = hosts.map((host) => ({
      class_uid: 2004,
      time: Date.now(),
      severity_id: 3,
      metadata: { uid: `bench-${process.pid}-${this.sent++}`, product: { name: "Bench" } },
      finding_info: { uid: `bench-${this.sent}`, title: "Many failed sign-ins", analytic: { uid: `bench-${process.pid}` }, attacks: [{ technique: { uid: "T1110" } }] },
      device: { hostname: `bench-${host}` },
    }));
    const headers = { Authorization: `Bearer ${this.key}`, "Content-Type": "application/json" };
    const answer = await fetch(`${this.address}/api/v1/ingest/findings`, { method: "POST", headers, body: JSON.stringify(findings) });
    const told = (await answer.json()) as { incidents?: string[]; rejected?: unknown[] };
    if (!answer.ok || told.rejected?.length) throw new Error(`findings were answered ${answer.status}: ${JSON.stringify(told)}`);
    return told.incidents ?? [];
  }
}
