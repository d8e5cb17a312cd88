import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { filter, firstValueFrom } from 'rxjs';
import { endpoint } from '../lib/server.mjs';

const cache = () =>
  new InMemoryCache({
    possibleTypes: { Actor: ['Person', 'Institution', 'UnnamedSource', 'Collective'] },
    typePolicies: { Person: { fields: { quotes: relayStylePagination() } } },
  });

const pageOfQuotes = gql`
  query Quotes($after: String) {
    person(slug: "tariq-hemo") {
      id
      quotes(first: 2, after: $after) {
        totalCount
        edges {
          node {
            id
            gist
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

test('pages join without gap or repetition', async () => {
  const client = new ApolloClient({ link: new HttpLink({ uri: endpoint() }), cache: cache() });
  const pages = client.watchQuery({ query: pageOfQuotes });
  const watching = pages.subscribe(() => {});
  let { data } = await firstValueFrom(pages.pipe(filter((result) => result.dataState === 'complete')));
  let turns = 0;
  while (data.person.quotes.pageInfo.hasNextPage) {
    assert.ok(++turns < 50, 'paging does not end');
    await pages.fetchMore({ variables: { after: data.person.quotes.pageInfo.endCursor } });
    data = client.readQuery({ query: pageOfQuotes });
  }
  const ids = data.person.quotes.edges.map((e) => e.node.id);
  assert.ok(ids.length > 2, 'Hemo is quoted more than twice');
  assert.equal(ids.length, data.person.quotes.totalCount);
  assert.equal(new Set(ids).size, ids.length);
  watching.unsubscribe();
  client.stop();
});

test('one actor is one object of the cache, by whichever way it came', async () => {
  const client = new ApolloClient({ link: new HttpLink({ uri: endpoint() }), cache: cache() });
  const { data } = await client.query({ query: gql`{ person(slug: "tariq-hemo") { id name } }` });
  await client.query({ query: gql`{ actor(slug: "tariq-hemo") { id url } }` });
  const key = client.cache.identify({ __typename: 'Person', id: data.person.id });
  const stored = client.cache.extract()[key];
  assert.equal(stored.name, 'Tariq Hemo');
  assert.equal(typeof stored.url, 'string');
  client.stop();
});

/** A client of persisted queries over GET, and what it sent. */
function persisting() {
  const sent = [];
  const recording = async (uri, options) => {
    const query = new URL(uri).searchParams;
    const response = await fetch(uri, options);
    sent.push({ method: options.method, hashed: query.has('extensions'), whole: query.has('query') || Boolean(options.body?.includes('"query"')), status: response.status });
    return response;
  };
  const hashes = new PersistedQueryLink({
    useGETForHashedQueries: true,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  });
  const link = hashes.concat(new HttpLink({ uri: endpoint(), fetch: recording }));
  return { client: new ApolloClient({ link, cache: cache() }), sent };
}

test('a persisted query is sent once and then called by its hash', async () => {
  // A query that no earlier run can have left with the server.
  const alias = `run${process.pid}_${Date.now()}`;
  const query = gql`query Hemo { ${alias}: person(slug: "tariq-hemo") { id name } }`;
  const first = persisting();
  const { data } = await first.client.query({ query });
  assert.equal(data[alias].name, 'Tariq Hemo');
  assert.deepEqual(first.sent.map((s) => [s.method, s.whole]), [['GET', false], ['POST', true]]);
  const second = persisting();
  const again = await second.client.query({ query });
  assert.equal(again.data[alias].name, 'Tariq Hemo');
  assert.deepEqual(second.sent, [{ method: 'GET', hashed: true, whole: false, status: 200 }]);
  first.client.stop();
  second.client.stop();
});
