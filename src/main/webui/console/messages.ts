/** One interval of a pod; see `PodReport.Moment`. */
export interface Moment {
  /** Connections, and those of them that are behind. */
  n: number;
  b: number;
  /** Notifications committed, and written to clients, per second. */
  c: number;
  w: number;
  /** Milliseconds from commit to write, on average and at most; null if nothing was written. */
  d: number | null;
  s: number | null;
}

export interface Pod {
  pod: string;
  version: string | null;
  uptimeSeconds: number;
  draining: boolean;
  connections: number;
  behind: number;
  busDelivers: boolean;
  probeMillis: number | null;
  organizations: number;
  moment: Moment;
  history: Moment[];
  silentSeconds: number;
}

export interface Organization {
  id: string;
  connections: number;
  pods: number;
}

export interface Cluster {
  type: 'cluster';
  timestamp: string;
  servedBy: string;
  intervalMillis: number;
  /** How many moments graphs hold. */
  kept: number;
  pods: Pod[];
  organizations: Organization[];
  otherConnections: number;
}

/** The server may also end the stream; the browser then reconnects, unless the session is over. */
export type Message = Cluster | { type: 'reconnect'; reason: string } | { type: 'session-expired' };
