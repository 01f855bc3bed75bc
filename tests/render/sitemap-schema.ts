/** What sitemaps.org and Google's news sitemaps allow, as schemas that libxml2 checks a document against. */

import { XmlDocument, XmlElement, XsdValidator } from 'libxml2-wasm';

const NEWS_NAMESPACE = 'http://www.google.com/schemas/sitemap-news/0.9';

const SITEMAP = `<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9" elementFormDefault="qualified">
  <xs:simpleType name="loc"><xs:restriction base="xs:anyURI">
    <xs:minLength value="12"/><xs:maxLength value="2047"/>
    <xs:pattern value="https?://[!-~]+"/>
  </xs:restriction></xs:simpleType>
  <xs:element name="urlset"><xs:complexType><xs:sequence>
    <xs:element name="url" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="loc" type="loc"/>
      <xs:element name="lastmod" type="xs:dateTime" minOccurs="0"/>
      <xs:any namespace="##other" minOccurs="0" processContents="skip"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="sitemapindex"><xs:complexType><xs:sequence>
    <xs:element name="sitemap" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="loc" type="loc"/>
      <xs:element name="lastmod" type="xs:dateTime" minOccurs="0"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>`;

const NEWS = `<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="${NEWS_NAMESPACE}"
  targetNamespace="${NEWS_NAMESPACE}" elementFormDefault="qualified">
  <xs:simpleType name="words"><xs:restriction base="xs:string"><xs:minLength value="1"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="language"><xs:restriction base="xs:string">
    <xs:pattern value="zh-cn|zh-tw|[a-z]{2,3}"/>
  </xs:restriction></xs:simpleType>
  <xs:element name="news"><xs:complexType><xs:sequence>
    <xs:element name="publication"><xs:complexType><xs:sequence>
      <xs:element name="name" type="words"/>
      <xs:element name="language" type="language"/>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="publication_date" type="xs:dateTime"/>
    <xs:element name="title" type="words"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>`;

/** Throws where the document is not well-formed, or not as the schemas say. */
export function checkSitemap(xml: string): void {
  const document = XmlDocument.fromString(xml);
  try {
    withSchema(SITEMAP, (schema) => schema.validate(document));
    const news = document.find('//n:news', { n: NEWS_NAMESPACE });
    withSchema(NEWS, (schema) => {
      for (const node of news) if (node instanceof XmlElement) schema.validate(node);
    });
  } finally {
    document.dispose();
  }
}

function withSchema(xsd: string, check: (schema: XsdValidator) => void): void {
  const schemaDocument = XmlDocument.fromString(xsd);
  const schema = XsdValidator.fromDoc(schemaDocument);
  try {
    check(schema);
  } finally {
    schema.dispose();
    schemaDocument.dispose();
  }
}
