import { connection } from "next/server";
import { readFile } from "node:fs/promises";
import Shelf from "./shelf";

/** Rendered for each visit: a nonce holds for one answer. */
export default async function Page() {
  await connection();
  const ids = JSON.parse(await readFile("candidates.json", "utf8"));
  return <Shelf ids={ids} />;
}
