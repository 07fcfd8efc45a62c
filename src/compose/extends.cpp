#include "compose/extends.hpp"

#include "util/excerpt.hpp"

namespace slipway {
namespace {

constexpr int longest_chain = 100;  // of services that extend each other; people write two or three

void take_over(const ServiceEntry& later, ServiceEntry& into) {
  into.name = later.name;
  into.node = later.node;
  if (later.is_override) into.image.reset(), into.extends.reset();
  if (later.no_image) into.image.reset(), into.no_image = later.no_image;
  if (later.image) into.image = later.image;
  if (later.extends) into.extends = later.extends;
}

}  // namespace

ServiceTable services_of(const ComposeDocument& document) {
  ServiceTable table;
  for (const auto& service : document.services)
    if (!service.is_reset) table.emplace(service.name, service);
  return table;
}

// Of a file that is extended the documents are merged first, and `extends` is resolved then.
const ServiceTable& ExtendsResolver::whole_file(std::size_t file) {
  const auto [known, is_new] = whole_files_.try_emplace(file);
  ServiceTable& table = known->second;
  if (!is_new) return table;
  for (const auto& document : read_[file].documents.documents) {
    if (document.forgets) table.clear();
    for (const auto& service : document.services)
      if (service.is_reset)
        table.erase(service.name);
      else
        take_over(service, table[service.name]);
  }
  return table;
}

Expected<std::optional<ImageFound>> ExtendsResolver::image_of(const ServiceEntry& service, std::size_t file,
                                                              const ServiceTable& table,
                                                              std::vector<FileElsewhere>& elsewhere) {
  const std::size_t own_file = file;
  const ServiceEntry* at = &service;
  const ServiceTable* among = &table;
  for (int length = 0; length < longest_chain; ++length) {
    const std::string_view from = length == 0 ? std::string_view() : at->name;
    if (at->image) return ImageFound{{file, *at->image}, from};
    if (at->no_image || !at->extends) return std::nullopt;
    const ExtendsEntry& extends = *at->extends;
    if (!extends.file.empty()) {
      const auto other = files_.named(file, extends.file);
      if (!other) {
        elsewhere.push_back(
            {std::string(service.name), std::string(extends.file), PlaceInStack{file, extends.node}});
        return std::nullopt;
      }
      file = *other;
      among = &whole_file(file);
    }
    const auto base = among->find(extends.service);
    if (base == among->end()) return std::nullopt;
    at = &base->second;
  }
  const auto line = std::to_string(read_[own_file].tree[service.node].line);
  return fail_while(
      read_[own_file].name,
      Error{"line " + line + ": the service '" + excerpt(service.name) +
            "' extends itself, by way of others; Compose refuses such a circle, remove one `extends`"});
}

}  // namespace slipway
