/** The manifests in {@code k8s/}: rendered by a real kustomize, read by strict types, held to rules of our own. */
package dev.carillon.kubernetes;
