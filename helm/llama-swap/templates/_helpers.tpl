{{- define "llama-swap.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "llama-swap.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "llama-swap.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "llama-swap.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "llama-swap.selector" -}}
app.kubernetes.io/name: {{ include "llama-swap.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "llama-swap.labels" -}}
{{ include "llama-swap.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "llama-swap.configMap" -}}
{{- if .Values.existingConfigMap -}}
{{- .Values.existingConfigMap -}}
{{- else if .Values.config -}}
{{- include "llama-swap.fullname" . -}}
{{- end -}}
{{- end -}}

{{/* The file, with the keys that a reverse proxy in front needs. */}}
{{- define "llama-swap.config" -}}
{{- $front := dict -}}
{{- with .Values.trustedProxies }}{{ $_ := set $front "trustedProxies" . }}{{ end -}}
{{- with .Values.upstreamHost }}{{ $_ := set $front "upstreamHost" . }}{{ end -}}
{{- if and $front (or .Values.existingConfigMap (not .Values.config)) -}}
{{- fail "trustedProxies and upstreamHost are keys of the configuration: set config, or put them into the ConfigMap of your own" -}}
{{- end -}}
{{- if kindIs "string" .Values.config -}}
{{- range $key, $value := $front -}}
{{- if regexMatch (printf "(?m)^%s *:" $key) $.Values.config }}{{ fail (printf "%s is in config already" $key) }}{{ end -}}
{{- end -}}
{{- .Values.config | trimSuffix "\n" -}}
{{- if $front }}{{ printf "\n%s" (toYaml $front) }}{{ end -}}
{{- else -}}
{{- toYaml (merge (deepCopy .Values.config) $front) -}}
{{- end -}}
{{- end -}}

{{- define "llama-swap.hosts" -}}
{{- $name := include "llama-swap.fullname" . -}}
{{- $hosts := list $name (printf "%s.%s" $name .Release.Namespace) (printf "%s.%s.svc" $name .Release.Namespace) (printf "%s.%s.svc.cluster.local" $name .Release.Namespace) -}}
{{- if .Values.ingress.enabled -}}
{{- $hosts = append $hosts .Values.ingress.host -}}
{{- end -}}
{{- join "," (concat $hosts .Values.allowedHosts) -}}
{{- end -}}
