// Renders on a server, where there are neither custom elements nor streams.
import { readFile } from "node:fs/promises";
import { createElement as h } from "react";
import { renderToString } from "react-dom/server";
import { NotificationCenter, useNotifications } from "@carillon/react";

function Badge() {
  const { unread } = useNotifications();
  return h("b", null, `${unread ?? 0} unread`);
}
console.log(renderToString(h("div", null, h(NotificationCenter, { locale: "fr" }), h(Badge))));

// Frameworks that render on a server look for this line.
const code = await readFile(new URL(import.meta.resolve("@carillon/react")), "utf8");
if (!/^['"]use client['"];/.test(code)) throw new Error("it does not say that it is the client's");
