// Reads articles of the table in Node 18 or later, without a package:
//
//   aws dynamodb query --table-name TABLE --index-name gsi1 --key-condition-expression 'gsi1pk = :site' … |
//     node read.mjs > articles.ndjson
//
// Standard input is what `aws dynamodb get-item`, `query`, `scan` or `batch-get-item` prints. Each line of standard
// output is an article: its attributes, its blocks, and its quotes with their texts.
//
// A large body is an object of the raw bucket. Copy those first, and name the folder:
//
//   aws s3 sync s3://RAW_BUCKET/bodies objects/bodies
//   … | node read.mjs objects

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Returns the plain value of an attribute in the JSON of DynamoDB, such as {"S": "text"} or {"M": {…}}. */
export function plain(attribute) {
  const [[kind, value]] = Object.entries(attribute);
  switch (kind) {
    case "N": return Number(value);
    case "NULL": return null;
    case "B": return Buffer.from(value, "base64");
    case "NS": return value.map(Number);
    case "L": return value.map(plain);
    case "M": return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
    default: return value;
  }
}

/** Returns the article of a head item, or null if `object` cannot give the bytes of its body. */
export function articleOf(item, object = () => null) {
  const { body, body_key: key, ...facts } = plain({ M: item });
  const packed = body ?? object(key);
  if (!packed) return null;
  const { blocks, quotes, ...more } = JSON.parse(gunzipSync(packed));
  return { ...facts, ...more, blocks, quotes: quotes.map((quote) => ({ ...quote, text: textOf(quote, blocks) })) };
}

/** Offsets count characters. A JavaScript string counts UTF-16 units, so the text is split into characters first. */
function textOf(quote, blocks) {
  return [...blocks[quote.block].text].slice(quote.start, quote.end).join("");
}

function itemsOf(answer) {
  const batches = Object.values(answer.Responses ?? {}).flat();
  return [answer.Item, ...(answer.Items ?? []), ...batches].filter((item) => item?.sk?.S === "HEAD");
}

function fromFolder(folder) {
  return (key) => (folder && key && existsSync(join(folder, key)) ? readFileSync(join(folder, key)) : null);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const item of itemsOf(JSON.parse(readFileSync(0, "utf-8")))) {
    const article = articleOf(item, fromFolder(process.argv[2]));
    if (article) console.log(JSON.stringify(article));
    else console.error(`${item.pk.S}: its body is the object ${item.body_key?.S} of the raw bucket`);
  }
}
