// Sends one trace of two spans through the exporter that EXPORTER names and prints its trace id. The environment also has
// OTLP_URL (the whole address of the endpoint), API_KEY, PARENT and COMPRESSION.
import { ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as JSONExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { BraintrustSpanProcessor } from "@braintrust/otel";

const { EXPORTER, OTLP_URL, API_KEY, PARENT, COMPRESSION } = process.env;
const options = {
  url: OTLP_URL,
  headers: { Authorization: `Bearer ${API_KEY}`, "x-bt-parent": PARENT },
  compression: COMPRESSION,
};
const processors = {
  json: () => new BatchSpanProcessor(new JSONExporter(options)),
  protobuf: () => new BatchSpanProcessor(new ProtobufExporter(options)),
  braintrust: () =>
    new BraintrustSpanProcessor({ apiKey: API_KEY, apiUrl: new URL("/", OTLP_URL).href, parent: PARENT }),
};
const provider = new BasicTracerProvider({ spanProcessors: [processors[EXPORTER]()] });
const tracer = provider.getTracer("app", "1.0");

const root = tracer.startSpan("request", { attributes: { "user.id": "u1", "braintrust.input_json": '{"q":"hi"}' } }, ROOT_CONTEXT);
const chat = tracer.startSpan(
  "chat",
  {
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "m",
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.output_tokens": 5,
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"Grüezi 👋"}]}]',
    },
  },
  trace.setSpan(ROOT_CONTEXT, root),
);
chat.addEvent("gen_ai.evaluation.result", { "gen_ai.evaluation.name": "tone", "gen_ai.evaluation.score.value": 0.75 });
chat.recordException(new Error("no quota"));
chat.setStatus({ code: SpanStatusCode.ERROR, message: "the model did not answer" });
chat.end();
root.end();
await provider.forceFlush();
await provider.shutdown();
console.log(root.spanContext().traceId);
