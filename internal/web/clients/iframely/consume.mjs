// Iframely, by which publishers and reading apps embed, against a running server: node consume.mjs BASE PATH… in this
// folder, where it finds its settings.
import { run } from "iframely/lib/core.js";
import { getOembed } from "iframely/lib/oembed.js";
import { findWhitelistRecordFor } from "iframely/lib/whitelist.js";
import assert from "node:assert/strict";
import { promisify } from "node:util";

const [base, ...paths] = process.argv.slice(2);
for (const path of paths) {
  const page = base + path;
  const { meta, links } = await promisify(run)(page, { getWhitelistRecord: findWhitelistRecordFor });
  assert.ok(meta.title.length > 0 && meta.description.length > 0, `${page}: ${JSON.stringify(meta)}`);
  assert.equal(meta.site, "onrecord");
  assert.equal(meta.canonical, page);
  const embeds = links.filter((link) => link.rel.includes("oembed") && !link.rel.includes("thumbnail"));
  assert.equal(embeds.length, 1, `${page}: ${JSON.stringify(links)}`);
  assert.ok(embeds[0].rel.includes("app"), `${page} is not interactive: ${embeds[0].rel}`);
  assert.equal(embeds[0].href, `${base}/embed${path}`);
  assert.deepEqual(embeds[0].media, { width: 640, height: 560 });
  const thumbnails = links.filter((link) => link.rel.includes("thumbnail"));
  assert.ok(thumbnails.length > 0, `${page} has no picture`);
  for (const { href, type, media } of thumbnails) {
    assert.ok(href.startsWith(`${base}/picture${path}.png?`), href);
    assert.deepEqual([type, media], ["image/png", { width: 1200, height: 630 }]);
  }
  // What it answers to a publisher.
  const answer = getOembed(page, { meta, links });
  assert.equal(answer.type, "rich");
  assert.equal(answer.title, meta.title);
  assert.equal(answer.provider_name, "onrecord");
  assert.match(answer.html, new RegExp(`<iframe[^>]* src="${base}/embed${path}"`));
}
console.log(`${paths.length} addresses are embedded as they should be`);
process.exit(0); // it goes on watching its settings
