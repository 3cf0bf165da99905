/** The structure of a document: what each piece of text is, for whoever has it read aloud (ISO 14289-1, PDF/UA). */

export type Element = PDFKit.PDFStructureElement;
type Options = { readonly lang?: 'en'; readonly alt?: string };

export type Tags = {
  /** An element below the one that is open. Its `end` is called once nothing more belongs to it. */
  readonly element: (type: string, options?: Options) => Element;
  /** Opens an element while `body` writes; what it writes goes there. */
  readonly within: (element: Element, body: () => void) => void;
  /** An element with all that `body` writes. */
  readonly inside: (type: string, body: () => void, options?: Options) => void;
  /** Text, or a picture that stands for some. */
  readonly leaf: (type: string, draw: () => void, options?: Options) => void;
  /** What is no content: lines, shades; heads that are repeated, and feet. */
  readonly artifact: (draw: () => void, type?: 'Layout' | 'Pagination') => void;
};

/** Scope of a table's head, as its attributes say it. */
const COLUMN_SCOPE = { O: 'Table', Scope: 'Column' };

/** Has the cells of a column read with this one. */
export function headsColumn(doc: PDFKit.PDFDocument, head: Element): void {
  const attributes = doc.ref(COLUMN_SCOPE);
  attributes.end(undefined as never);
  // pdfkit's own tables do it like this; its types do not show it.
  (head as unknown as { dictionary: { data: Record<string, unknown> } }).dictionary.data.A = attributes;
}

/** PDF/A takes no property of a schema that it does not know, unless the document itself describes it. */
const PDFUA_XMP = `
        <rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
            <pdfuaid:part>1</pdfuaid:part>
        </rdf:Description>
        <rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
            <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
                <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
                <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
                <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
                <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
                    <pdfaProperty:name>part</pdfaProperty:name>
                    <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
                    <pdfaProperty:category>internal</pdfaProperty:category>
                    <pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>
                </rdf:li></rdf:Seq></pdfaSchema:property>
            </rdf:li></rdf:Bag></pdfaExtension:schemas>
        </rdf:Description>
        `;

/** Begins the structure of a document that was opened with `tagged`. */
export function tagging(doc: PDFKit.PDFDocument): Tags {
  const root = doc.struct('Document');
  doc.addStructure(root);
  // The method is there, and missing from the types alone.
  (doc as unknown as { appendXML(xml: string): void }).appendXML(PDFUA_XMP);
  let open = root;

  const element: Tags['element'] = (type, options = {}) => {
    const made = doc.struct(type, options);
    open.add(made);
    return made;
  };
  const within: Tags['within'] = (into, body) => {
    const before = open;
    open = into;
    try {
      body();
    } finally {
      open = before;
    }
  };
  return {
    element,
    within,
    inside(type, body, options) {
      const made = element(type, options);
      within(made, body);
      made.end();
    },
    leaf: (type, draw, options = {}) => {
      open.add(doc.struct(type, options, draw));
    },
    artifact(draw, type = 'Layout') {
      doc.markContent('Artifact', { type });
      draw();
      doc.endMarkedContent();
    },
  };
}
