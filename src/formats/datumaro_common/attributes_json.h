// Attributes of items and annotations: JSON objects in both of Datumaro's formats.
#pragma once

#include <string>

#include "model/item.h"
#include "text/json_reader.h"

namespace dropset::datumaro {

// Read the object that comes next (the caller has looked: it is one); `is_crowd` and `score`, of an item `id`, are lifted out.
// What is left is appended to item.text. False: the reader has failed.
bool ReadAttributes(JsonReader& json, Item& item, Attributes& attributes);
bool ReadItemAttributes(JsonReader& json, Item& item);

// Appends one more member to attributes of `item`; `value` is JSON text.
void AddAttribute(Item& item, Attributes& attributes, std::string_view key, std::string_view value);

// Append the object, with what was lifted out put back.
void AppendAttributes(std::string& out, const Item& item, const Attributes& attributes);
void AppendItemAttributes(std::string& out, const Item& item);
inline bool HasItemAttributes(const Item& item) { return item.image_id.has_value() || !item.attributes.empty(); }

}  // namespace dropset::datumaro
