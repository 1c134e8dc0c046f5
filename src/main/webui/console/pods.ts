import { count, duration, millis, rate } from './format.js';
import { Bar, Sparkline } from './graph.js';
import type { Cluster, Pod } from './messages.js';
import type { Series } from './series.js';
import { text } from './tiles.js';

/** The condition of a pod; the worst one wins. */
export function condition({ silentSeconds, busDelivers, draining }: Pod): 'silent' | 'no bus' | 'draining' | 'live' {
  if (silentSeconds) {
    return 'silent';
  }
  if (!busDelivers) {
    return 'no bus';
  }
  return draining ? 'draining' : 'live';
}

/** A card for each pod; kept from moment to moment, so that nothing moves under the pointer. */
export class Pods {
  readonly #cards = new Map<string, Card>();

  constructor(
    private readonly root: HTMLElement,
    private readonly onChange: (what: string) => void,
  ) {}

  show(cluster: Cluster, series: Series): void {
    const most = Math.max(1, ...cluster.pods.map(({ connections }) => connections));
    const names = new Set(cluster.pods.map(({ pod }) => pod));
    for (const [name, card] of this.#cards) {
      if (!names.has(name)) {
        card.element.remove();
        this.#cards.delete(name);
        this.onChange(`${name} is gone`);
      }
    }
    for (const pod of cluster.pods) {
      const known = this.#cards.get(pod.pod);
      const card = known ?? this.#add(pod);
      if (known && known.condition !== condition(pod)) {
        this.onChange(`${pod.pod}: ${condition(pod)}`);
      }
      card.show(pod, pod.pod === cluster.servedBy, pod.connections / most);
      card.graph.draw(series.of(pod.pod).map(({ w }) => w), cluster.kept, 5);
    }
  }

  #add({ pod }: Pod): Card {
    const card = new Card(pod);
    this.#cards.set(pod, card);
    const next = [...this.#cards.keys()].sort().find((name) => name > pod);
    this.root.insertBefore(card.element, next === undefined ? null : this.#cards.get(next)!.element);
    this.onChange(`${pod} is here`);
    return card;
  }
}

class Card {
  readonly element = document.createElement('section');
  readonly graph = new Sparkline('columns');
  condition: string | undefined;
  readonly #condition = text('span', 'condition');
  readonly #connections = text('p', 'value');
  readonly #share = new Bar();
  readonly #here = text('span', 'here');
  readonly #facts = new Map<string, HTMLElement>();

  constructor(name: string) {
    this.element.className = 'card pod-card';
    this.element.dataset.testid = 'pod';
    this.element.dataset.pod = name;
    const heading = document.createElement('h3');
    heading.append(name);
    const head = document.createElement('div');
    head.className = 'head';
    head.append(heading, this.#here, this.#condition);
    this.element.append(head, this.#connections, this.#share.element, this.graph.element, this.#list());
    this.element.setAttribute('aria-label', `Pod ${name}`);
  }

  #list(): HTMLElement {
    const list = document.createElement('dl');
    for (const name of ['Written', 'Delay', 'Bus probe', 'Slow clients', 'Organizations', 'Version', 'Up for']) {
      const term = document.createElement('dt');
      term.textContent = name;
      const value = text('dd', '');
      this.#facts.set(name, value);
      const row = document.createElement('div');
      row.append(term, value);
      list.append(row);
    }
    return list;
  }

  show(pod: Pod, isHere: boolean, share: number): void {
    this.condition = condition(pod);
    this.element.dataset.condition = this.condition;
    this.#condition.textContent = pod.silentSeconds ? `silent for ${duration(pod.silentSeconds)}` : this.condition;
    this.#here.textContent = isHere ? 'tells you this' : '';
    this.#connections.textContent = `${count(pod.connections)} ${pod.connections === 1 ? 'connection' : 'connections'}`;
    this.#share.draw(share);
    const facts: Record<string, string> = {
      Written: `${rate(pod.moment.w)} /s`,
      Delay: millis(pod.moment.d),
      'Bus probe': pod.busDelivers ? millis(pod.probeMillis) : 'lost',
      'Slow clients': count(pod.behind),
      Organizations: count(pod.organizations),
      Version: pod.version ?? 'unknown',
      'Up for': duration(pod.uptimeSeconds),
    };
    this.#facts.forEach((element, name) => (element.textContent = facts[name]!));
  }
}
