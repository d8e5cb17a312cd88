// What every test needs to know of the server under test and of the contract.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = process.env.ONRECORD_URL?.replace(/\/$/, '');

/** The server's root address. Without one a test fails: it is never skipped. */
export function server() {
  if (!root) throw new Error('ONRECORD_URL is not set: give the root address of a running server, such as http://127.0.0.1:8080');
  return root;
}

/** The address that answers queries. */
export const endpoint = () => `${server()}/graphql`;

/** The directory of these tests, of the repository, and of the contract in it. */
export const here = fileURLToPath(new URL('..', import.meta.url));
export const repository = fileURLToPath(new URL('../../../..', import.meta.url));
export const contractFile = `${repository}schema/schema.graphql`;
export const contract = () => readFileSync(contractFile, 'utf8');

/** An editor's token for that server. */
export function token() {
  const secret = process.env.ONRECORD_TOKEN;
  if (!secret) throw new Error('ONRECORD_TOKEN is not set: make one with onrecord token create --name NAME --role editor');
  return secret;
}
