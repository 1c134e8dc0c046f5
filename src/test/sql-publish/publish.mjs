// Publishes in transactions of three libraries, and in one that is rolled back: node publish.mjs <address of the database>
import { publication } from "@carillon/node/sql";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import prismaSql from "sql-template-tag";

const pool = new pg.Pool({ connectionString: process.argv[2], max: 1 });
const one = (title, more) => ({ type: "order", title, message: "We have it", userId: 26, ...more });

const client = await pool.connect();
await client.query("begin");
await client.query(publication("acme", one("pg", { data: { order: 7 }, actionUrl: "/orders/7", collapseKey: "order-7", handover: { afterSeconds: 60 } })));
await client.query("commit");
await client.query("begin");
await client.query(publication("acme", one("rolled back")));
await client.query("rollback");
const later = await client.query(publication("acme", one("later", { deliverAt: new Date(Date.now() + 3_600_000), handover: { afterSeconds: 0 } })));
console.log(Object.values(later.rows[0])[0] === null ? "no id" : "scheduled");
try {
  await client.query(publication("acme", one("")));
} catch (error) {
  console.log(error.code, error.column);
}
client.release();

const db = drizzle(pool);
await db.transaction((tx) => tx.execute(publication("acme", one("drizzle", { userId: undefined, userIds: [26, "27"], handover: { never: true } }), sql)));

// Prisma.sql is this template; Prisma sends its text with the numbers of the parameters, and its values.
const statement = publication("acme", one("prisma", { userId: undefined, audience: "organization" }), prismaSql);
await pool.query(statement.text, statement.values);
await pool.end();
