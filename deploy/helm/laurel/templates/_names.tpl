{{- define "laurel.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-laurel{{ end }}
{{- end }}

{{- define "laurel.selector" -}}
app.kubernetes.io/name: laurel
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "laurel.labels" -}}
{{ include "laurel.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "laurel.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* What every process is told, the migration included. */}}
{{- define "laurel.environment" -}}
- { name: LAUREL_PROFILE, value: {{ .Values.profile }} }
- { name: LAUREL_HOST, value: 0.0.0.0 }
- { name: LAUREL_PORT, value: '8080' }
- { name: LAUREL_DATA_DIR, value: /data }
{{- if eq .Values.profile "cluster" }}
- { name: LAUREL_CLUSTER_PORT, value: '8090' }
- name: LAUREL_CLUSTER_HOST
  valueFrom: { fieldRef: { fieldPath: status.podIP } }
- { name: LAUREL_REPORT_DIR, value: /reports }
{{- end }}
{{- if .Values.signingKeys }}
- { name: LAUREL_SIGNING_KEYS, value: /keys/certificates.json }
{{- end }}
{{- range $name, $value := .Values.settings }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}

{{- define "laurel.secretSettings" -}}
{{- if .Values.secretSettings }}
envFrom:
  - secretRef: { name: {{ .Values.secretSettings }} }
{{- end }}
{{- end }}

{{- define "laurel.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}
