// Consumers of oEmbed as publishers use them, against a running server: node consume.mjs BASE PATH…
import { extract, setProviderList } from "@extractus/oembed-extractor";
import { unfurl } from "unfurl.js";
import assert from "node:assert/strict";

const [base, ...paths] = process.argv.slice(2);
setProviderList([{ provider_name: "onrecord", provider_url: base, endpoints: [{ schemes: [`${base}/*`], url: `${base}/oembed` }] }]);
for (const path of paths) {
  const page = base + path;
  const answer = await extract(page, { maxwidth: 400 });
  assert.equal(answer.type, "rich");
  assert.equal(answer.width, 400);
  assert.ok(answer.html.startsWith("<blockquote"), answer.html);
  assert.ok(answer.html.includes(`src="${base}/embed${path}"`), answer.html);
  // The thumbnail has to fit as well.
  assert.ok(answer.thumbnail_width <= 400 && answer.thumbnail_url.startsWith(`${base}/picture${path}.png?`), `${page} has no thumbnail`);
  const { title, oEmbed, open_graph: graph } = await unfurl(page);
  assert.ok(title.length > 0 && graph.title.length > 0, `${page} has no title`);
  const [image] = graph.images;
  const picture = await fetch(image.url);
  await picture.arrayBuffer();
  assert.ok(picture.ok && picture.headers.get("content-type") === image.type, `${page}: its picture answers ${picture.status}`);
  assert.deepEqual([image.type, image.width, image.height], ["image/png", 1200, 630]);
  assert.equal(oEmbed.type, "rich", `${page} is not discovered`);
  assert.ok(oEmbed.html.includes("<iframe"), oEmbed.html);
}
console.log(`${paths.length} addresses are embedded as they should be`);
