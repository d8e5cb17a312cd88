// The server speaks GraphQL over HTTP: every MUST, SHOULD and MAY of the
// specification that graphql-http audits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { contract, endpoint, server } from '../lib/server.mjs';

const audits = serverAudits({ url: endpoint, fetchFn: fetch });

test('all the audits are there', () => {
  assert.equal(audits.length, 61);
});

for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    server();
    const result = await audit.fn();
    // A body that is not read keeps its connection open to the end of the run.
    if ('response' in result && !result.response.bodyUsed) await result.response.body?.cancel();
    assert.equal(result.status, 'ok', `${audit.name}: ${result.reason ?? ''}`);
  });
}

test('the published schema is the one in the repository', async () => {
  const response = await fetch(`${server()}/schema.graphql`);
  assert.equal(response.status, 200);
  assert.equal(await response.text(), contract());
});
