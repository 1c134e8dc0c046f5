{{- define "carillon.name" -}}
{{- if contains "carillon" .Release.Name }}{{ .Release.Name | trunc 52 | trimSuffix "-" }}{{ else }}{{ printf "%s-carillon" .Release.Name | trunc 52 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "carillon.selector" -}}
app.kubernetes.io/name: carillon
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: pod
{{- end }}

{{- define "carillon.labels" -}}
app.kubernetes.io/name: carillon
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: carillon
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "carillon.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "carillon.host" -}}
{{ required "host is needed: the name under which browsers reach Carillon" .Values.host }}
{{- end }}

{{- define "carillon.route" -}}
filters:
  # Browsers use HTTPS only, for a year. (An extended feature of Gateway API.)
  - type: ResponseHeaderModifier
    responseHeaderModifier:
      set:
        - name: Strict-Transport-Security
          value: max-age=31536000
backendRefs:
  - name: {{ include "carillon.name" . }}
    port: 80 # of the Service
{{- end }}

{{- define "carillon.parent" -}}
{{- if .Values.existingGateway.name -}}
- name: {{ .Values.existingGateway.name }}
  {{- with .Values.existingGateway.namespace }}
  namespace: {{ . }}
  {{- end }}
  sectionName: {{ .Values.existingGateway.sectionName }}
{{- else -}}
- name: {{ include "carillon.name" . }}
  sectionName: https
{{- end }}
{{- end }}
