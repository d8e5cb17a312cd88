// The settings of iframely, which it reads from the folder that it is started in: those of a publisher who takes rich oEmbed
// of every site, and asks nobody for a list of sites.
export default {
  WHITELIST_URL: "",
  WHITELIST_WILDCARD: { oembed: { rich: "allow" } },
  CACHE_ENGINE: "no-cache",
  SKIP_IFRAMELY_RENDERS: true,
};
