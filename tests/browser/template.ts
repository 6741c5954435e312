// Once before all tests: a database seeded with the demo organisations, which every worker copies.
import { mkdir, rm } from "node:fs/promises";
import { Server, template } from "./server.ts";

export default async function seedTemplate(): Promise<void> {
  await rm(template, { recursive: true, force: true });
  await mkdir(template, { recursive: true });
  const server = await Server.start(template, "--demo");
  await server.stop();
}
