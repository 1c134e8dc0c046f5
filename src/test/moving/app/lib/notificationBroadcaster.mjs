class NotificationBroadcaster {
  clients = new Map();

  addClient(userId, organizationId, response) {
    const clientId = `${userId}-${organizationId}-${Date.now()}`;
    this.clients.set(clientId, { userId, organizationId, response });
    console.error(`[SSE] Client connected: ${clientId} (total: ${this.clients.size})`);
    return clientId;
  }

  removeClient(clientId) {
    this.clients.delete(clientId);
  }

  sendToUser(userId, organizationId, notification) {
    return this.send(notification, (client) => client.userId === userId && client.organizationId === organizationId);
  }

  sendToOrganization(organizationId, notification) {
    return this.send(notification, (client) => client.organizationId === organizationId);
  }

  send(notification, isFor) {
    const event = { type: "notification", data: notification, timestamp: new Date().toISOString() };
    let sent = 0;
    for (const client of this.clients.values()) {
      if (isFor(client)) {
        client.response.write(`data: ${JSON.stringify(event)}\n\n`);
        sent++;
      }
    }
    return sent;
  }
}

export const notificationBroadcaster = new NotificationBroadcaster();
