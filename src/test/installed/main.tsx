import { createElement as h } from "react";
import { createRoot } from "react-dom/client";
import { connect, type Notification } from "@carillon/client";
import { NotificationCenter, useNotifications } from "@carillon/react";
import "@carillon/notification-center";

function Badge() {
  const { unread } = useNotifications();
  return h("b", null, unread);
}
const newest: Notification[] = [];
connect({ onNotification: (notification) => newest.push(notification) });
createRoot(document.getElementById("root")!).render(h("div", null, h(NotificationCenter, { inline: true }), h(Badge)));
