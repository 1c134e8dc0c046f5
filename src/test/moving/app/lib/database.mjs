// Stands for the application's own tables.
const rows = [];

export function insertNotification(userId, organizationId, { type, title, message, actionUrl = null }) {
  const createdAt = new Date().toISOString();
  const row = { id: rows.length + 1, type, title, message, actionUrl, isRead: false, createdAt };
  rows.push({ ...row, userId, organizationId });
  return row;
}

export const notificationsOf = ({ userId, organizationId }) =>
  rows.filter((row) => row.userId === userId && row.organizationId === organizationId).reverse();
