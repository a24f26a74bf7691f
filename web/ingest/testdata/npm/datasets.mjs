// Keeps a dataset with the real client, from its first row to reading an older version, and prints what a test needs to know.
import { init, initDataset, initLogger, login } from "braintrust";

const { APP_URL: appUrl, API_KEY: apiKey, PROJECT: project } = process.env;
await login({ appUrl, apiKey });
const open = (more = {}) => initDataset({ project, dataset: "golden set", appUrl, apiKey, ...more });
const read = async (dataset, batchSize) => {
  const rows = [];
  for await (const r of dataset.fetch(batchSize ? { batchSize } : undefined)) rows.push(r);
  return rows;
};
const byId = (rows) => Object.fromEntries(rows.map((r) => [r.id, r]));

const seen = {};
const ds = open({ description: "first", metadata: { owner: "qa" } });
ds.insert({ id: "r1", input: { q: "eins" }, expected: { a: 1 }, tags: ["t1"], metadata: { lang: "de", deep: { x: 1 } } });
ds.insert({ id: "r2", input: "zwei", expected: 0, metadata: { lang: "de" } });
ds.insert({ id: "r3", input: ["drei"], expected: false });
ds.insert({ id: "r4", input: "vier", expected: null, tags: ["t2", "t3"] });
seen.made = ds.insert({ input: "fünf 😀 \u0000", expected: "" });
await ds.flush();
seen.id = await ds.id;
seen.first = byId(await read(open()));
seen.paged = (await read(open(), 2)).map((r) => r.id).sort();
seen.version = await open().version();
seen.summary = await ds.summarize();

ds.update({ id: "r1", expected: { b: 2 }, tags: ["t9"], metadata: { deep: { y: 2 }, extra: true } });
ds.delete("r3");
ds.insert({ id: "r2", input: "zwei neu", expected: 2 });
await ds.flush();
seen.second = byId(await read(open()));
seen.newer = await open().version();
seen.pinned = byId(await read(open({ version: seen.version })));
seen.byId = (await read(initDataset({ datasetId: seen.id, appUrl, apiKey }))).map((r) => r.id).sort();
seen.name = await initDataset({ datasetId: seen.id, appUrl, apiKey }).name;
seen.filtered = (await read(open({ _internal_btql: { limit: 1, filter: { op: "eq", left: { op: "ident", name: ["metadata", "lang"] }, right: { op: "literal", value: "de" } } } }))).map((r) => r.id).sort();
seen.total = (await ds.summarize()).dataSummary.totalRecords;
try {
  await read(open({ _internal_btql: { filter: { op: "eq", left: { op: "ident", name: ["nonsense"] }, right: { op: "literal", value: 1 } } } }));
} catch (e) {
  seen.refused = String(e.message ?? e);
}

// A row that remembers the span it came from.
const logger = initLogger({ projectName: project, appUrl, apiKey, asyncFlush: true });
const span = logger.startSpan({ name: "answer", event: { input: "woher?", output: "von hier" } });
span.end();
await logger.flush();
seen.span = span.id;
ds.insert({ id: "r6", input: "woher?", origin: { object_type: "project_logs", object_id: await logger.id, id: span.id } });
await ds.flush();
seen.origin = byId(await read(open())).r6.origin;

// Names for versions, reading by name, and the way back.
const opened = () => initDataset({ project, dataset: "named", appUrl, apiKey });
const named = opened();
named.insert({ id: "n1", input: "eins", expected: 1 });
const before = await named.createSnapshot({ name: "before", description: "one row" });
named.insert({ id: "n1", input: "anders", expected: 1 });
named.insert({ id: "n2", input: "zwei", expected: 2 });
await named.flush();
seen.snapshots = (await named.listSnapshots()).map((s) => s.name);
seen.found = (await named.getSnapshot({ snapshotName: "before" })).xact_id === before.xact_id;
seen.pinnedByName = byId(await read(initDataset({ project, dataset: "named", snapshotName: "before", appUrl, apiKey })));
seen.preview = await named.restorePreview({ version: before.xact_id });
seen.restored = await named.restore({ version: before.xact_id });
seen.back = byId(await read(opened()));
seen.renamed = (await named.updateSnapshot(before.id, { name: "release 1", description: null })).name;
await named.deleteSnapshot(before.id);
seen.left = await named.listSnapshots();
try {
  await read(initDataset({ project, dataset: "named", snapshotName: "release 1", appUrl, apiKey }));
} catch (e) {
  seen.missing = String(e.message ?? e);
}

// Experiments are not there, and say so at once.
try {
  await init(project, { experiment: "e", appUrl, apiKey }).id;
} catch (e) {
  seen.experiment = String(e.message ?? e);
}

console.log(JSON.stringify(seen));
