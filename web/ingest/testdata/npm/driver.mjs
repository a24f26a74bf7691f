// Logs with the real client as an application would, to the server in the environment, and prints what a test needs to know.
import { Attachment, flush, initLogger, login, updateSpan } from "braintrust";

const { APP_URL: appUrl, API_KEY: apiKey, PROJECT: projectName } = process.env;
await login({ appUrl, apiKey });
const logger = initLogger({ projectName, appUrl, apiKey, asyncFlush: true });

const seen = {};
await logger.traced(
  async (root) => {
    seen.root = root.id;
    seen.exported = await root.export();
    root.log({ input: { question: "Wo liegt Zürich? 🗺️", nil: null }, metadata: { user_id: "u1", nested: { keep: [1, 2] } }, tags: ["prod", "de"] });
    await root.traced(
      async (llm) => {
        seen.llm = llm.id;
        llm.log({ input: [{ role: "user", content: "Wo?" }], metadata: { model: "gpt-test" } });
        await flush(); // the span's end then comes as a row of its own
        llm.log({ output: "In der Schweiz.", metrics: { prompt_tokens: 11, completion_tokens: 7, tokens: 18 }, scores: { terse: 0.75 } });
        llm.traced((tool) => tool.log({ input: { q: "Zürich" }, output: ["CH"] }), { name: "lookup", type: "tool" });
      },
      { name: "chat", type: "llm" },
    );
    try {
      root.traced(() => { throw new Error("no quota"); }, { name: "broken" });
    } catch { /* logged on the span */ }
    root.log({ output: "In der Schweiz." });
  },
  { name: "request", type: "task" },
);
await flush();

// Feedback: two people, an anonymous vote, a reviewer, a comment, a correction. The client merges what is said about one row
// within one flush, so each flushes as a request of its own application would.
logger.logFeedback({ id: seen.root, scores: { helpful: 1 }, metadata: { user_id: "ada", thumbs_up: true }, comment: "genau ☑", source: "external" });
await flush();
logger.logFeedback({ id: seen.root, scores: { helpful: 0 }, expected: { answer: "Schweiz" }, tags: ["checked"], metadata: { user_id: "bob" } });
await flush();
logger.logFeedback({ id: seen.root, scores: { helpful: 1 }, comment: "zweiter" });
logger.logFeedback({ id: seen.llm, scores: { terse: 0 }, source: "app", metadata: { user_id: "rev" } });
await flush();

// A merge after the fact, by the slug that another process would get.
updateSpan({ exported: seen.exported, metadata: { nested: { late: true } }, tags: ["late"] });
await flush();

// Feedback ahead of its span, as from a page that is quicker than the application's flush.
logger.logFeedback({ id: "early-row", scores: { helpful: 1 } });
await flush();
logger.startSpan({ name: "early", event: { id: "early-row", input: "early", output: "bird" } }).end();

// Feedback in the same flush as its span: one row holds both.
const together = logger.startSpan({ name: "together", event: { output: "now" } });
seen.together = together.id;
together.end();
logger.logFeedback({ id: together.id, scores: { helpful: 0 }, comment: "at once", metadata: { user_id: "ada" } });
await flush();

// An attachment goes up beside its row.
const file = new Attachment({ data: new Blob([Buffer.from("\u0000\u0001binary".repeat(1000))]), filename: "bild 1.png", contentType: "image/png" });
seen.key = file.reference.key;
logger.startSpan({ name: "look", event: { input: { file }, output: "seen" } }).end();
await flush();
const back = await file.data();
seen.bytes = back.size;

console.log(JSON.stringify(seen));
