-- Seen, apart from read: the list was opened, or the notification was on a screen for a moment.
--
-- Changes the catalog alone. Pods of the version before move read_through and know nothing of this column; whoever reads takes the
-- greater of both, as what was read was seen.
alter table inbox add column seen_through bigint not null default 0;
