// A back end that has the package from its file alone.
import { Carillon, CarillonError, CarillonUnavailable } from "@carillon/node";
import { notificationBroadcaster, notificationRoutes } from "@carillon/node/express";

for (const [name, part] of Object.entries({ Carillon, CarillonError, CarillonUnavailable, notificationRoutes })) {
  if (typeof part !== "function") throw new Error(`${name} is ${typeof part}`);
}
if (typeof notificationBroadcaster.sendToUser !== "function") throw new Error("no sendToUser");
try {
  await new Carillon({ url: "http://127.0.0.1:1", apiKey: "k" }).create({ type: "t", title: "t", message: "m", deliverAt: "2030-01-01" });
} catch (error) {
  console.log(`a back end: ${error.name}`);
}
