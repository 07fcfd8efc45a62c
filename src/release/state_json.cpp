// Files, images and services of a release as JSON.
#include "release/json.hpp"
#include "system/file_mode.hpp"

namespace slipway {
namespace {

using Json = nlohmann::ordered_json;

Json file_to_json(const RecordedFile& file) {
  if (file.absent) return {{"path", file.path}, {"absent", true}};
  Json json{{"path", file.path},     {"copy", file.copy},
            {"sha256", file.sha256}, {"mode", file_mode_text(file.mode)},
            {"uid", file.uid},       {"gid", file.gid}};
  if (!file.leads_to.empty()) json["leads_to"] = file.leads_to;
  return json;
}

/// What file_mode_text wrote, and nothing that it would write otherwise.
mode_t mode_from_text(const std::string& text) {
  if (text.size() != 4 || text.find_first_not_of("01234567") != std::string::npos)
    throw std::out_of_range("a mode is not four octal digits");
  return static_cast<mode_t>(std::stoul(text, nullptr, 8));
}

/// A path, which a system call would end at a NUL byte.
std::string path_from_json(const Json& json) {
  auto path = json.get<std::string>();
  if (path.find('\0') != std::string::npos) throw std::out_of_range("a path has a NUL byte in it");
  return path;
}

RecordedFile file_from_json(const Json& json) {
  RecordedFile file;
  file.path = path_from_json(json.at("path"));
  file.absent = json.value("absent", false);
  if (file.absent) return file;
  file.copy = path_from_json(json.at("copy"));
  file.sha256 = json.at("sha256").get<std::string>();
  file.mode = mode_from_text(json.at("mode").get<std::string>());
  file.uid = whole_number<uid_t>(json, "uid");
  file.gid = whole_number<gid_t>(json, "gid");
  file.leads_to = json.contains("leads_to") ? path_from_json(json.at("leads_to")) : "";
  return file;
}

Json folders_to_json(const std::vector<RecordedFolder>& folders) {
  Json json = Json::array();
  for (const auto& folder : folders)
    json.push_back({{"path", folder.path},
                    {"mode", file_mode_text(folder.mode)},
                    {"uid", folder.uid},
                    {"gid", folder.gid}});
  return json;
}

std::vector<RecordedFolder> folders_from_json(const Json& json) {
  std::vector<RecordedFolder> folders;
  for (const auto& folder : list_in(json, "folders"))
    folders.push_back({path_from_json(folder.at("path")),
                       mode_from_text(folder.at("mode").get<std::string>()),
                       whole_number<uid_t>(folder, "uid"), whole_number<gid_t>(folder, "gid")});
  return folders;
}

Json image_to_json(const ReleaseImage& image) {
  return {{"service", image.service},
          {"reference", image.reference},
          {"id", image.id},
          {"digests", image.digests}};
}

}  // namespace

Json state_to_json(const StackState& stack) {
  Json files = Json::array();
  for (const auto& file : stack.files) files.push_back(file_to_json(file));
  Json images = Json::array();
  for (const auto& image : stack.images) images.push_back(image_to_json(image));
  Json services = Json::array();
  for (const auto& service : stack.services)
    services.push_back({{"service", service.service}, {"config_hash", text_or_null(service.config_hash)}});
  Json json{{"files", std::move(files)},
            {"folders", folders_to_json(stack.folders)},
            {"images", std::move(images)},
            {"services", std::move(services)}};
  if (!stack.objects.empty()) json["objects"] = stack.objects;
  return json;
}

StackState state_from_json(const Json& json) {
  StackState stack;
  for (const auto& file : list_in(json, "files")) stack.files.push_back(file_from_json(file));
  for (const auto& image : list_in(json, "images"))
    stack.images.push_back({image.at("service").get<std::string>(), image.at("reference").get<std::string>(),
                            image.at("id").get<std::string>(),
                            image.at("digests").get<std::vector<std::string>>()});
  if (json.contains("folders")) stack.folders = folders_from_json(json);
  if (json.contains("objects")) stack.objects = json.at("objects").get<std::vector<std::string>>();
  if (!json.contains("services")) return stack;  // of schema 1
  for (const auto& service : list_in(json, "services"))
    stack.services.push_back(
        {service.at("service").get<std::string>(), text_if_there(service, "config_hash")});
  return stack;
}

}  // namespace slipway
