// write.mjs FACTS.json FOLDER/NAME: the facts of collect.py as NAME.cdx.json, CycloneDX 1.6, checked against the specification's own JSON schema before anything is
// written; and the same for people, NAME.md.
import { readFileSync, writeFileSync } from "node:fs";
import * as CDX from "@cyclonedx/cyclonedx-library";
import { PackageURL } from "packageurl-js";

const { Bom, Component, ExternalReference, LicenseRepository, OrganizationalEntity, OrganizationalContact, OrganizationalContactRepository, Property, Tool, NamedLicense, SpdxLicense } = CDX.Models;
const { ComponentType, ComponentScope, HashAlgorithm, ExternalReferenceType } = CDX.Enums;
const facts = JSON.parse(readFileSync(process.argv[2], "utf-8"));

const purl = (part) => new PackageURL("deb", "debian", part.name, part.version, { arch: part.architecture, distro: "debian-12" });
const spdx = (name) => CDX.SPDX.isSupportedSpdxId(name);
const compiledIn =
  "a new version of our package kiosk, compiled anew with Debian's mended package: scripts/package, then apt install on the kiosk; on the disk image a new bundle";
const byApt =
  "Debian's, by apt: at night by itself on a kiosk, which restarts for it when nobody shops (kiosk-machine); on the disk image with the next bundle";

// The library leaves a hash out that is none.
function sha256Of(text) {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error(`no SHA-256: ${text}`);
  return text;
}

function componentOf(part, properties) {
  const component = new Component(ComponentType.Library, part.name, {
    version: part.version,
    description: part.description,
    scope: ComponentScope.Required,
    bomRef: purl(part).toString(),
    purl: purl(part),
    supplier: new OrganizationalEntity({ name: "Debian", contact: new OrganizationalContactRepository([maintainer(part.maintainer)]) }),
    licenses: new LicenseRepository(part.licences.map((name) => (spdx(name) ? new SpdxLicense(name) : new NamedLicense(name)))),
  });
  for (const [name, value] of Object.entries({
    ...properties,
    "kiosk:debian_source": `${part.source} ${part.source_version}`,
    "kiosk:licence_text": part.licence_text,
  }))
    if (value) component.properties.add(new Property(name, value));
  if (part.homepage) component.externalReferences.add(new ExternalReference(part.homepage, ExternalReferenceType.Website));
  if (part.sha256) component.hashes.set(HashAlgorithm["SHA-256"], sha256Of(part.sha256));
  return component;
}

function maintainer(text) {
  const [, name, email] = /^(.*?) <(.*)>$/.exec(text) ?? [null, text, undefined];
  return new OrganizationalContact({ name, email });
}

const bom = new Bom();
const { version, sha256, file } = facts.own.kiosk;
const root = new Component(ComponentType.Application, "kiosk", { version, description: "self-checkout kiosk of a shop", bomRef: `kiosk@${version}` });
root.licenses.add(new NamedLicense("all rights reserved"));
root.hashes.set(HashAlgorithm["SHA-256"], sha256Of(sha256));
root.properties.add(new Property("kiosk:hash_of", file));
bom.metadata.component = root;
bom.metadata.tools.tools.add(new Tool({ name: "scripts/sbom", version }));
if (process.env.SOURCE_DATE_EPOCH) bom.metadata.timestamp = new Date(1000 * Number(process.env.SOURCE_DATE_EPOCH));

const refs = new Map();
// What is compiled in comes first: apt on the kiosk does not mend it.
for (const part of facts.compiled_in) {
  const component = componentOf(part, {
    "kiosk:linked": `compiled in: ${part.how}`,
    "kiosk:what": part.what,
    "kiosk:rest_in_shared_library": part.beside,
    "kiosk:reads_foreign_bytes": part.reads,
    "kiosk:security_updates": compiledIn,
  });
  bom.components.add(component);
  root.dependencies.add(component.bomRef);
}
for (const [name, about] of Object.entries(facts.programs)) {
  const program = new Component(ComponentType.File, name, { bomRef: `file:${name}`, version });
  program.hashes.set(HashAlgorithm["SHA-256"], sha256Of(about.sha256));
  for (const library of about.needed) program.properties.add(new Property("kiosk:needs_shared_library", library));
  bom.components.add(program);
  root.dependencies.add(program.bomRef);
}
const direct = new Set(facts.own.kiosk.needs);
for (const part of facts.packages) {
  const component = componentOf(part, {
    "kiosk:linked": direct.has(part.name) ? "installed beside it, asked for by the package kiosk" : "installed beside it",
    "kiosk:origin": part.origin,
    "kiosk:security_updates": byApt,
  });
  refs.set(part.name, component);
  bom.components.add(component);
}
for (const part of facts.packages) for (const name of part.needs) refs.get(part.name).dependencies.add(refs.get(name).bomRef);
for (const name of direct) root.dependencies.add(refs.get(name).bomRef);
const machine = new Component(ComponentType.Application, "kiosk-machine", { version: facts.own["kiosk-machine"].version, bomRef: `kiosk-machine@${version}` });
machine.licenses.add(new NamedLicense("all rights reserved"));
machine.hashes.set(HashAlgorithm["SHA-256"], sha256Of(facts.own["kiosk-machine"].sha256));
for (const name of facts.own["kiosk-machine"].needs) machine.dependencies.add(refs.get(name).bomRef);
machine.dependencies.add(root.bomRef);
bom.components.add(machine);

const serializer = new CDX.Serialize.JsonSerializer(new CDX.Serialize.JSON.Normalize.Factory(CDX.Spec.Spec1dot6));
const text = `${serializer.serialize(bom, { sortLists: false, space: 1 })}\n`;
const fault = await new CDX.Validation.JsonStrictValidator(CDX.Spec.Version.v1dot6).validate(text);
if (fault !== null) {
  console.error("sbom: not valid CycloneDX:", JSON.stringify(fault).slice(0, 2000));
  process.exit(1);
}
writeFileSync(`${process.argv[3]}.cdx.json`, text);

const row = (...cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
const page = [
  `# What kiosk ${version} consists of`,
  "",
  `Compiled in. Security updates: ${compiledIn}.`,
  "",
  row("what", "Debian package", "version", "how", "reads foreign bytes", "licences"),
  row("---", "---", "---", "---", "---", "---"),
  ...facts.compiled_in.map((part) => row(part.what, part.name, part.version, part.how, part.reads, part.licences.join(", "))),
  "",
  `Installed beside it by apt, ${facts.packages.length} packages, those first that the package kiosk asks for itself. Security updates: ${byApt}.`,
  "",
  row("Debian package", "version", "source", "from", "licences"),
  row("---", "---", "---", "---", "---"),
  ...[...facts.packages]
    .sort((a, b) => direct.has(b.name) - direct.has(a.name))
    .map((part) => row(part.name, part.version, part.source, part.origin, part.licences.join(", "))),
  "",
  "The rest of the machine (kernel, boot loader, Debian's essential packages) is Debian's own or the disk image's, and not in this list.",
  "",
];
writeFileSync(`${process.argv[3]}.md`, page.join("\n"));
