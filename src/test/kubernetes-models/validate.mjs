// Asks the published models of custom resources: a file with one JSON object per line in, one line with the fault out.
import { readFileSync } from 'node:fs';

const packages = {
  'gateway.networking.k8s.io': 'gateway-api',
  'gateway.envoyproxy.io': 'envoy-gateway',
  'networking.gke.io': 'gke',
  'keda.sh': 'keda',
  'monitoring.coreos.com': 'prometheus-operator',
  'traefik.io': 'traefik',
};

for (const line of readFileSync(process.argv[2], 'utf8').trim().split('\n')) {
  const object = JSON.parse(line);
  const [group, version] = object.apiVersion.split('/');
  const models = await import(`@kubernetes-models/${packages[group]}/${group}/${version}`);
  let fault = '';
  try {
    new models[object.kind](object).validate();
  } catch (error) {
    fault = String(error.message ?? error);
  }
  console.log(JSON.stringify(fault));
}
