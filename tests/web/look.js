// Tells what axe-core finds on a page, and what the page weighs with all that it loaded.
(async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  const loaded = performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"));
  return {
    axe: found.violations.map((each) => each.id + ": " + each.help + " at "
      + each.nodes.map((node) => node.target.join(" ")).slice(0, 5).join(", ")),
    weight: loaded.reduce((sum, each) => sum + each.encodedBodySize, 0),
  };
})()
