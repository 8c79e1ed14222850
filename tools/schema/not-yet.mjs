/** Lines of schema/not-yet.md: "- Query.previewAlertRule — alerts". */
export function parseNotYet(markdown) {
  const lines = markdown.split('\n').filter((line) => line.startsWith('- '));
  return lines.map((line) => {
    const match = /^- (?<coordinate>\S+|\S+\(\w+:\)) — (?<owner>\S+)$/.exec(line);
    if (!match?.groups) throw new Error(`schema/not-yet.md: "${line}" is not "- Type.field — owner".`);
    return match.groups;
  });
}

/** Both ways: what is missing must be listed, what is listed must be missing. */
export function compareNotYet(listed, missing, served) {
  const names = new Set(listed.map(({ coordinate }) => coordinate));
  return {
    unlisted: missing.filter((coordinate) => !names.has(coordinate)),
    servedAfterAll: [...names].filter((coordinate) => served.has(coordinate)),
    neverPromised: [...names].filter((coordinate) => !served.has(coordinate) && !missing.includes(coordinate)),
  };
}
