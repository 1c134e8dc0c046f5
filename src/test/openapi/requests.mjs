// Requests made from the API's description, valid ones and broken ones, by several kinds of caller. Nothing may be answered
// with a status or a body that the description does not have, nor with a 5xx.
// node requests.mjs <openapi.json> <origin> <requests per route> <seed> <caller>…; a caller is name=header:value, or anonymous.
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import Ajv2020 from "ajv/dist/2020.js";
import fc from "fast-check";

const [file, origin, count, seed, ...given] = process.argv.slice(2);
const api = JSON.parse(await readFile(file, "utf8"));
const callers = given.map((caller) => {
  const [, name, header, value] = /^(\w+)(?:=([^:]+):(.*))?$/s.exec(caller);
  return { name, headers: header ? { [header]: value } : {} };
});
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(api, "api");
const at = (reference) => reference.slice(2).split("/").reduce((node, key) => node[key], api);
const resolved = (node) => (node?.$ref ? resolved(at(node.$ref)) : node);

/** Values that fit a schema, as far as the description goes. */
function fitting(given) {
  const schema = resolved(given);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch ([schema.type].flat()[0]) {
    case "integer":
      return fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 1_000_000 });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(fitting(schema.items), { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 5, 5) });
    case "object":
      return schema.properties ? objects(schema) : fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
    case "string":
      if (schema.format === "date-time") return fc.constantFrom("2099-01-01T00:00:00Z", "2020-02-30T00:00:00Z", "9999-12-31T23:59:59-18:00");
      if (schema.pattern && schema.pattern !== "\\S") return fc.stringMatching(new RegExp(schema.pattern), { maxLength: 40 });
      return fc.oneof(fc.string({ unit: "binary", minLength: schema.minLength ?? 0, maxLength: 60 }), fc.constant("x"));
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** With few of the optional fields, because many exclude each other. */
function objects(schema) {
  const required = schema.required ?? [];
  const optional = Object.keys(schema.properties).filter((name) => !required.includes(name));
  return fc
    .subarray(optional, { maxLength: Math.min(2, optional.length) })
    .chain((some) => fc.record(Object.fromEntries([...required, ...some].map((name) => [name, fitting(schema.properties[name])]))));
}

/** What a careless program sends: another type, another field, a value that is too long, no JSON at all. */
const broken = (body) =>
  fc.oneof(
    fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
    fc.tuple(body, fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 1 })).map(([value, name, other]) =>
      JSON.stringify({ ...value, [name]: other }),
    ),
    body.map((value) => JSON.stringify(value).slice(1)),
    body.map((value) => JSON.stringify({ ...value, title: "x".repeat(3_000) })),
    fc.string({ unit: "binary", maxLength: 40 }),
  );

function requests(path, method, operation) {
  const parameters = (operation.parameters ?? []).map(resolved);
  const values = fc.record(
    Object.fromEntries(
      parameters.map((parameter) => [
        `${parameter.in} ${parameter.name}`,
        fc.oneof({ weight: 3, arbitrary: fitting(parameter.schema) }, fc.string({ unit: "binary", maxLength: 20 })),
      ]),
    ),
    { requiredKeys: parameters.filter((parameter) => parameter.in === "path").map(({ name }) => `path ${name}`) },
  );
  const schema = resolved(operation.requestBody)?.content["application/json"]?.schema;
  const good = schema ? fitting(schema) : fc.constant(undefined);
  const body = schema
    ? fc.oneof({ weight: 2, arbitrary: good.map((value) => JSON.stringify(value)) }, broken(good), fc.constant(undefined))
    : fc.constant(undefined);
  return fc.record({ values, body, caller: fc.constantFrom(...callers) }).map(({ values, body, caller }) => {
    let target = path;
    const query = new URLSearchParams();
    const headers = { ...caller.headers, ...(schema ? { "content-type": "application/json" } : {}) };
    for (const [key, value] of Object.entries(values)) {
      const [place, name] = key.split(" ");
      if (place === "path") target = target.replace(`{${name}}`, encodeURIComponent(String(value).toWellFormed?.() ?? "x") || "x");
      else if (place === "query") query.set(name, String(value));
      else headers[name] = encodeURIComponent(String(value).toWellFormed?.() ?? "x").slice(0, 300) || "x";
    }
    const search = query.size ? `?${query}` : "";
    return { method: method.toUpperCase(), target: target + search, headers, body, caller: caller.name };
  });
}

/** A busy machine may make a store late; the answer to the repeated request counts. */
async function complaint(request, operation) {
  let found;
  for (let tries = 0; tries < 5; tries++) {
    found = await once(request, operation);
    if (!found?.startsWith("503")) break;
    await delay(1_000);
  }
  return found;
}

async function once(request, operation) {
  const abort = new AbortController();
  const answer = await fetch(origin + request.target, {
    method: request.method,
    headers: request.headers,
    ...(request.body === undefined ? {} : { body: request.body }),
    redirect: "manual",
    signal: abort.signal,
  });
  seen[answer.status] = (seen[answer.status] ?? 0) + 1;
  const type = (answer.headers.get("content-type") ?? "").split(";")[0];
  if (type === "text/event-stream") {
    abort.abort();
    return operation.responses["200"] ? null : "a stream";
  }
  const text = await answer.text();
  // Dots and slashes in a path lead to another route, or to none.
  if (/%2F|\/\.{1,2}(\/|\?|$)|%5C|;|%3B|%00/i.test(request.target) && [400, 404, 405].includes(answer.status)) return null;
  if (answer.status >= 500) return `${answer.status} ${text}`;
  const described = resolved(operation.responses[answer.status]);
  if (!described) return `${answer.status} is not in the description: ${text}`;
  if (request.method === "HEAD" || answer.status === 204) return text ? "a body" : null;
  const media = described.content?.[type] ?? (type.startsWith("text/") ? described.content?.["text/*"] : undefined);
  if (!media) return `${answer.status} with ${type || "no type"}: ${text}`;
  if (!type.includes("json")) return null;
  const validate = ajv.compile({ $ref: `api#/${pointer(media.schema)}` });
  return validate(JSON.parse(text)) ? null : `${answer.status} ${ajv.errorsText(validate.errors)}: ${text}`;
}

/** Where a schema stands in the description, so that its references are found. */
function pointer(schema) {
  if (schema.$ref) return schema.$ref.slice(2);
  anonymous.push(schema);
  api["x-anonymous"] = anonymous;
  ajv.removeSchema("api");
  ajv.addSchema(api, "api");
  return `x-anonymous/${anonymous.length - 1}`;
}

const anonymous = [];
const seen = {};
const complaints = [];
for (const [path, item] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    if (!["get", "post", "patch", "delete", "head"].includes(method)) continue;
    for (const request of fc.sample(requests(path, method, operation), { numRuns: Number(count), seed: Number(seed) })) {
      const fault = await complaint(request, operation).catch((error) => `no answer: ${error.cause ?? error}`);
      if (fault) complaints.push({ fault: fault.slice(0, 400), ...request, body: request.body?.slice(0, 300) });
    }
  }
}
console.log(JSON.stringify({ seed, seen, complaints }));
