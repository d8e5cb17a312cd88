import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'graphql-sse';
import { endpoint, token } from '../lib/server.mjs';

/** A client that is gone after its test: one that waits would keep the process. */
function connect(t, options) {
  const client = createClient({ url: endpoint(), ...options });
  t.after(() => client.dispose());
  return client;
}

/** Sends a mutation as an editor, and wants no problems. */
async function change(query, variables) {
  const response = await fetch(endpoint(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token()}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined);
  const [payload] = Object.values(data);
  assert.deepEqual(payload.problems, []);
  return payload;
}

async function ask(query) {
  const response = await fetch(endpoint(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  return (await response.json()).data;
}

/** Has an analyst say something of a claim: a quote first, then its stance. */
async function speak({ speaker, document, claim, gist, position, saidOn = '2025-12-30' }) {
  const { quote } = await change(
    `mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { quote { id } problems { message path } } }`,
    { input: { message: 'found in the archive', speaker, document, mode: 'INDIRECT', gists: [{ text: gist, language: 'en' }], language: 'en', saidOn, saidOnBasis: 'PRINTED' } },
  );
  await change(
    `mutation ($input: CreateStanceInput!) { createStance(input: $input) { stance { id } problems { message path } } }`,
    { input: { message: 'coded', quote: quote.id, claim, position, certainty: 'CERTAIN' } },
  );
  return quote.id;
}

/** Somebody and a claim that no other test knows, in a document that is on record. */
async function scene(slug) {
  const { person } = await change(
    `mutation ($input: CreatePersonInput!) { createPerson(input: $input) { person { id } problems { message path } } }`,
    { input: { slug, names: [{ text: 'Ada Analyst', kind: 'PRIMARY' }] } },
  );
  const { claim } = await change(
    `mutation ($input: CreateClaimInput!) { createClaim(input: $input) { claim { id } problems { message path } } }`,
    { input: { slug: `${slug}-claim`, texts: [{ text: 'The harbour will freeze.', language: 'en' }], kind: 'FACTUAL' } },
  );
  const { graph, document } = await ask('{ graph { revision } document(slug: "enab-baladi-coalition") { id } }');
  return { since: graph.revision, speaker: person.id, document: document.id, claim: claim.id };
}

test('a change of position is told to who waits for it, with the words', async (t) => {
  const client = connect(t);
  const { since, ...what } = await scene('ada-analyst');
  await speak({ ...what, gist: 'She says that it will not.', position: 'OPPOSES', saidOn: '2025-12-29' });
  const events = client.iterate({
    query: `subscription ($actor: ID!, $since: Int) {
      positionChanged(actor: $actor, since: $since) { event revision actor { name } claim { slug } before after position { evidence { quote { id } } } }
    }`,
    variables: { actor: what.speaker, since },
  });
  const next = async () => {
    const { value } = await events.next();
    assert.equal(value.errors, undefined);
    return value.data.positionChanged;
  };
  const missed = await next();
  assert.deepEqual([missed.event, missed.before, missed.after], ['CHANGE', null, 'OPPOSES']);
  const waiting = next();
  const quote = await speak({ ...what, gist: 'She says that it will after all.', position: 'SUPPORTS' });
  const told = await waiting;
  assert.deepEqual(
    [told.event, told.actor.name, told.claim.slug, told.before, told.after],
    ['CHANGE', 'Ada Analyst', 'ada-analyst-claim', 'OPPOSES', 'SUPPORTS'],
  );
  assert.deepEqual(told.position.evidence.map((s) => s.quote.id), [quote]);
  await events.return();
});

test('what was missed while the connection was lost is told once it is back', async (t) => {
  const { since, ...what } = await scene('bo-analyst');
  // The client sends the variables as they are when it connects again.
  const variables = { claim: what.claim, since };
  const lost = new AbortController();
  let connections = 0;
  const client = connect(t, {
    retry: async () => {},
    fetchFn: (url, init) => {
      connections++;
      return fetch(url, connections === 1 ? { ...init, signal: lost.signal } : init);
    },
  });
  const told = [];
  const query = `subscription ($claim: ID!, $since: Int) { quoteAdded(claim: $claim, since: $since) { event revision quote { id gist } } }`;
  const second = new Promise((resolve, reject) => {
    client.subscribe({ query, variables }, {
      next: ({ data: { quoteAdded } }) => {
        told.push(quoteAdded);
        variables.since = quoteAdded.revision;
        if (told.length === 1) lost.abort();
        if (told.length === 2) resolve();
      },
      error: reject,
      complete: () => reject(new Error('the subscription ended')),
    });
  });
  const one = await speak({ ...what, gist: 'One.', position: 'SUPPORTS' });
  const two = await speak({ ...what, gist: 'Two.', position: 'OPPOSES' });
  await second;
  assert.deepEqual(told.map((t) => [t.event, t.quote.id]), [['CHANGE', one], ['CHANGE', two]]);
  assert.ok(connections > 1, 'the connection was lost');

});

test('who was away for too long is told to look anew', async (t) => {
  const client = connect(t);
  const events = client.iterate({ query: 'subscription { quoteAdded(since: 0) { event revision quote { id } } }' });
  const { value } = await events.next();
  const { revision } = (await ask('{ graph { revision } }')).graph;
  assert.deepEqual(value.data.quoteAdded, { event: 'RESYNC', revision, quote: null });
  await events.return();
});

test('what is wrong with a subscription comes as its first and last event', async (t) => {
  const client = connect(t);
  const all = [];
  for await (const result of client.iterate({ query: 'subscription { quoteAdded(claim: "?") { revision } }' })) all.push(result);
  assert.equal(all.length, 1);
  assert.equal(all[0].errors[0].extensions.code, 'INVALID_ARGUMENT');
});

test('a query may come as an event', async (t) => {
  const client = connect(t);
  const all = [];
  for await (const result of client.iterate({ query: '{ person(slug: "tariq-hemo") { name } }' })) all.push(result);
  assert.deepEqual(all, [{ data: { person: { name: 'Tariq Hemo' } } }]);
});
