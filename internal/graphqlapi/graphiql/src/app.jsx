import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import './app.css';

const { endpoint } = document.documentElement.dataset;
const example = document.getElementById('example').content.textContent;

// The workers lie beside this script, under an address that changes with their
// content, so they are found from the script's own address.
const workers = { json: 'json.worker.js', graphql: 'graphql.worker.js' };
globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(new URL(workers[label] ?? 'editor.worker.js', import.meta.url)),
};

async function fetcher(request, { headers } = {}) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      Accept: 'application/graphql-response+json, application/json;q=0.9',
      'Content-Type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(request),
  });
  return response.json();
}

createRoot(document.getElementById('graphiql')).render(
  <GraphiQL fetcher={fetcher} defaultQuery={example} defaultEditorToolsVisibility={false} />,
);
