# Asks a Service and its pods over HTTP/1.0, with bash alone. SERVICE and PODS are host/port and a name with an address for
# each pod; PODS may be addresses with ports of their own. An argument "without-canary" leaves the canary out.
ask() {
  exec 3<>"/dev/tcp/$1" || return 1
  printf 'GET %s HTTP/1.0\r\nHost: smoke\r\n\r\n' "$2" >&3
  cat <&3
  exec 3>&-
}
service() {
  page=$(ask "$SERVICE" /carillon/client.js | head -n 1)
  stranger=$(ask "$SERVICE" /api/notifications/unread | head -n 1)
  echo "page: $page, stranger: $stranger"
  case "$page/$stranger" in *' 200 '*/*' 401 '*) return 0 ;; esac
  return 1
}
addresses() {
  case $PODS in
    */*) printf '%s\n' $PODS ;;
    *) getent ahosts "$PODS" | while read -r address _; do echo "$address/9000"; done | sort -u ;;
  esac
}
# How many of its own notifications each pod has shown; "none" for a pod that does not answer.
shown() {
  for pod in $(addresses); do
    count=$(ask "$pod" /q/metrics | grep '^carillon_canary_rounds_total{.*outcome="shown"' | head -n 1)
    count=${count##* }
    echo "$pod ${count:-none}"
  done
}
canary() {
  now=$(shown)
  echo "shown by their canaries: ${now//$'\n'/, }"
  before=${first:=$now}
  local IFS=$'\n'
  for line in ${now:-none}; do
    # A pod that has come since then begins at 0.
    case $line in *none | *' 0.0') return 1 ;; esac
    case $'\n'$before$'\n' in *$'\n'"$line"$'\n'*) return 1 ;; esac
  done
}
first=
for attempt in 1 2 3 4 5 6 7 8 9 10 11 12; do
  if service && { [ "${1:-}" = without-canary ] || canary; }; then
    exit 0
  fi
  sleep "${PAUSE:-5}"
done
exit 1
